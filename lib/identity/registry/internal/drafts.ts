import type { Agent, AgentRevision } from '@/generated/prisma/client'
import { LOCK } from '@/lib/db/locks'
import type { Tx } from '@/lib/db/transaction'
import type { TenantId } from '@/lib/kernel/ids'
import type { Actor } from '../../actor'
import type { Separated } from '../../refusals'
import { IdentityDocument, RISK_LEVELS, type RiskLevel } from '../contract'

/** An agent with what is in force of it and what waits. */
export type WithDraft = { tenantId: string; agent: Agent; inForce: AgentRevision | null; draft: AgentRevision | null }
type Tables = Pick<Tx, 'agent' | 'agentRevision'>

/** One at a time in a tenant: registering, writing drafts, approving them and moving agents between people. */
export const lockRegistry = (tx: Pick<Tx, '$executeRaw'>, tenantId: TenantId): Promise<number> =>
  tx.$executeRaw`select pg_advisory_xact_lock(${LOCK.registry}::int4, hashtext(${tenantId}))`

export async function findWithDraft(tx: Tables, tenantId: string, agentId: string): Promise<WithDraft | null> {
  const agent = await tx.agent.findFirst({ where: { id: agentId, tenantId } })
  if (!agent) return null
  const draft = await tx.agentRevision.findFirst({ where: { agentId, tenantId, status: 'draft' } })
  const inForce = agent.revisionInForceId === null ? null : await tx.agentRevision.findFirst({ where: { id: agent.revisionInForceId, tenantId } })
  return { tenantId: agent.tenantId, agent, inForce, draft }
}

/** Everybody who has written to a draft. */
export const writersOf = (draft: Pick<AgentRevision, 'authorId' | 'editedBy'>): string[] => [...new Set([draft.authorId, ...draft.editedBy])]

/** A draft was written against a document that is no longer the one in force. */
export const isStale = ({ draft, inForce }: Pick<WithDraft, 'draft' | 'inForce'>): boolean => draft !== null && draft.baseId !== (inForce?.id ?? null)

/** By what is there as well as by what would be: lowering the risk is as high an act as the risk it lowers. */
export function riskOf({ draft, inForce }: Pick<WithDraft, 'draft' | 'inForce'>): RiskLevel {
  const levels = [draft, inForce].flatMap((revision) => (revision ? [IdentityDocument.parse(revision.document).risk_level] : []))
  return RISK_LEVELS[Math.max(0, ...levels.map((level) => RISK_LEVELS.indexOf(level)))] as RiskLevel
}
export const isHigh = (risk: RiskLevel): boolean => risk === 'high' || risk === 'critical'

/**
 * Which rule of separation keeps this person from approving the draft; null: none. None of those who wrote it, of
 * whatever risk; with high or critical risk only an admin who does not own the agent, neither now nor by the draft.
 */
export function separationOf(actor: Actor, of: WithDraft & { draft: AgentRevision }): Separated | null {
  const barred = (rule: string): Separated => ({ code: 'separated', rule })
  if (!of.inForce && of.agent.registeredBy === actor.id) return barred('not_the_one_who_registered')
  if (writersOf(of.draft).includes(actor.id)) return barred(of.inForce ? 'not_who_wrote_the_draft' : 'not_the_one_who_registered')
  if (!isHigh(riskOf(of))) return null
  if (actor.kind !== 'person' || actor.role !== 'admin') return barred('high_risk_needs_an_admin')
  return [of.agent.ownerId, IdentityDocument.parse(of.draft.document).owner].includes(actor.id) ? barred('the_owner_does_not_approve_high_risk') : null
}
