import type { RiskLevel } from '../registry/contract'
import type { Actor } from '../actor'
import type { Separated } from '../refusals'

/** Who stands in which relation to what is reviewed, as of now. */
export type Relations = {
  ownerId: string
  sponsorId: string
  /** Who wrote what is in force, and who gave its live mandates. */
  requesters: readonly string[]
  riskLevel: RiskLevel
}

/** Why a second person has to certify; null: the reviewer decides alone. */
export function whySecond(of: Relations, reviewerId: string): string | null {
  if (of.riskLevel === 'high' || of.riskLevel === 'critical') return `of ${of.riskLevel} risk`
  return of.requesters.includes(reviewerId) ? 'its reviewer asked for what is reviewed' : null
}

const barred = (rule: string): Separated => ({ code: 'separated', rule })

/** Whoever the item is assigned to, and nobody else. */
export const whyNotDecide = (actor: Actor, item: { reviewerId: string }): Separated | null =>
  actor.kind === 'person' && actor.id === item.reviewerId ? null : barred('only_its_reviewer_decides')

/** The second person is an administrator who neither decided, nor answers for the agent, nor asked for what it has. */
export function whyNotCertify(actor: Actor, item: { decidedBy: string | null; certifiedBy?: string | null }, of: Relations): Separated | null {
  if (actor.kind !== 'person' || actor.role !== 'admin') return barred('an_administrator_certifies')
  if (actor.id === item.decidedBy || actor.id === item.certifiedBy) return barred('the_certifier_is_another')
  if (actor.id === of.ownerId || actor.id === of.sponsorId) return barred('the_certifier_does_not_answer_for_it')
  return of.requesters.includes(actor.id) ? barred('the_certifier_did_not_ask_for_it') : null
}
