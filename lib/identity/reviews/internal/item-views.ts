import type { ReviewCampaign, ReviewItem, ReviewQuestion } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'
import type { RiskLevel } from '../../registry/contract'
import { Evidence, ProbeView, type QuestionView, type ReviewDecision, type ReviewItemView } from '../contract'
import { gracedOf, recommend, unusedOf } from '../recommend'
import { whyNotCertify, whyNotDecide, whySecond } from '../separation'
import { liveAgents, type LiveAgent } from './live'
import { askableOf, isOpen, namesWithAccess, questionsOf } from './questions'

type Raw = Pick<Tx, '$queryRaw'>
type Names = ReadonlyMap<string, string>
type Of = { actor: Actor; campaign: Pick<ReviewCampaign, 'dueAt' | 'ranOutAt' | 'graceDays' | 'stages'>; live: LiveAgent | undefined; names: Names; access: Names; questions: readonly ReviewQuestion[] }

/** A campaign takes decisions until it is due, and not a moment longer, whether or not the job has been there. */
export const isOver = ({ dueAt, ranOutAt }: Pick<ReviewCampaign, 'dueAt' | 'ranOutAt'>, now = new Date()): boolean => ranOutAt !== null || dueAt <= now

export async function itemViews(tx: Pick<Tx, '$queryRaw' | 'reviewQuestion'>, actor: Actor, campaign: ReviewCampaign, items: readonly ReviewItem[]): Promise<ReviewItemView[]> {
  const live = await liveAgents(tx, actor.tenantId, items.map(({ agentId }) => agentId))
  const asked = await questionsOf(tx, actor.tenantId, items)
  const names = await namesOf(tx, actor.tenantId, [
    ...items.flatMap(({ reviewerId, decidedBy, certifiedBy, thirdBy }) => [reviewerId, decidedBy, certifiedBy, thirdBy]),
    ...[...asked.values()].flat().flatMap(({ askedBy, askedOf }) => [askedBy, askedOf]),
  ])
  const access = await namesWithAccess(tx, actor.tenantId, [...live.values()].flatMap(({ ownerId, sponsorId, requesters }) => [ownerId, sponsorId, ...requesters]))
  return items.map((item) => viewOf(item, { actor, campaign, live: live.get(item.agentId), names, access, questions: asked.get(item.id) ?? [] }))
}

/** What became of these rows, read anew. */
export async function changesOf(tx: Pick<Tx, '$queryRaw' | 'reviewItem' | 'reviewQuestion'>, actor: Actor, campaign: ReviewCampaign, rows: readonly Pick<ReviewItem, 'id'>[]): Promise<ReviewItemView[]> {
  return itemViews(tx, actor, campaign, await tx.reviewItem.findMany({ where: { tenantId: actor.tenantId, id: { in: rows.map(({ id }) => id) } } }))
}

function viewOf(item: ReviewItem, { actor, campaign, live, names, access, questions }: Of): ReviewItemView {
  const evidence = Evidence.parse(item.evidence)
  const open = !isOver(campaign)
  const relations = live ?? { ownerId: evidence.owner.id, sponsorId: evidence.sponsor.id, requesters: evidence.requesters, riskLevel: evidence.agent.risk_level }
  const why = whySecond(relations, item.reviewerId)
  const decides = open && (item.state === 'open' || item.state === 'decided') && whyNotDecide(actor, item) === null
  const waits = questions.some(isOpen)
  const person = (id: string) => ({ id, name: names.get(id) ?? 'somebody' })
  return {
    id: item.id,
    campaign_id: item.campaignId,
    version: item.version,
    state: item.state as ReviewItemView['state'],
    agent: { id: item.agentId, name: live?.name ?? item.agentName, status: live?.status ?? 'retired' },
    risk_level: item.riskLevel as RiskLevel,
    reviewer: person(item.reviewerId),
    changed: item.changed,
    evidence,
    digest: item.digest,
    document: live?.digest ?? item.documentDigest,
    moved: live !== undefined && live.digest !== item.documentDigest,
    second: { needed: item.second || why !== null, why: why ?? (!item.second ? null : item.secondLook ? 'decided in haste twice' : campaign.stages > 1 ? 'this review has more than one stage' : 'it was so at the launch') },
    third: item.third,
    second_look: item.secondLook,
    recommendation: recommend(evidence, campaign.graceDays),
    unused: unusedOf(evidence.tools),
    graced: gracedOf(evidence, campaign.graceDays),
    decision: item.decision === null ? null : {
      what: item.decision as ReviewDecision,
      comment: item.comment,
      removes: item.removes,
      keeps: item.keeps,
      by: item.decidedBy === null ? null : person(item.decidedBy),
      at: item.decidedAt?.toISOString() ?? null,
    }, // prettier-ignore
    submitted_when_due: item.submittedWhenDue,
    certified: item.certifiedBy && item.certifiedAt ? { by: person(item.certifiedBy), at: item.certifiedAt.toISOString(), note: item.certifierNote } : null,
    certified_again: item.thirdBy && item.thirdAt ? { by: person(item.thirdBy), at: item.thirdAt.toISOString() } : null,
    certifier_note: item.certifierNote,
    questions: questions.map((one): QuestionView => ({
      id: one.id, by: person(one.askedBy), of: person(one.askedOf), question: one.question, at: one.askedAt.toISOString(), answer: one.answer,
      answered_at: one.answeredAt?.toISOString() ?? null, withdrawn: one.withdrawnAt !== null,
      may: { answer: open && isOpen(one) && actor.id === one.askedOf, withdraw: isOpen(one) && (actor.id === one.askedBy || actor.id === item.reviewerId) },
    })), // prettier-ignore
    askable: decides ? askableOf(relations, actor.id, access) : [],
    requesters: [...relations.requesters],
    escalated_at: item.escalatedAt?.toISOString() ?? null,
    outcome_by: item.outcomeBy as ReviewItemView['outcome_by'],
    effect: item.effect === null ? null : {
      state: item.effect as NonNullable<ReviewItemView['effect']>['state'],
      detail: item.effectDetail,
      applied_at: item.appliedAt?.toISOString() ?? null,
      probe: item.probe === null ? null : ProbeView.parse(item.probe),
    }, // prettier-ignore
    may: {
      decide: decides && !waits,
      ask: decides && !waits,
      certify: open && item.state === 'certify' && whyNotCertify(actor, item, relations) === null,
      reassign: open && (item.state === 'open' || item.state === 'decided') && mayReassign(actor, item),
    },
  }
}

export const mayReassign = (actor: Actor, item: Pick<ReviewItem, 'reviewerId'>): boolean => actor.kind === 'person' && (actor.id === item.reviewerId || actor.role === 'admin')

export async function namesOf(tx: Raw, tenantId: string, ids: readonly (string | null)[]): Promise<Names> {
  const wanted = [...new Set(ids.flatMap((id) => id ?? []))]
  if (wanted.length === 0) return new Map()
  const rows = asRows<{ id: string; name: string }>(await tx.$queryRaw`select id, name from person where tenant_id = ${tenantId}::uuid and id = any(${wanted}::uuid[])`)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
