import type { ReviewItem } from '@/generated/prisma/client'
import { publish } from '@/lib/db/outbox'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { SubmitInput, type ReviewDecision } from './contract'
import { changesOf, isOver } from './internal/item-views'
import { liveAgents } from './internal/live'
import { command } from './internal/tables'
import { qualityOf } from './quality'
import { whyNotDecide, whySecond } from './separation'

/**
 * Makes decisions final, all of them or none: exactly the versions that were summed up. What needs a second person
 * waits for one; the rest takes effect. A document that moved since the decision is a conflict, never a surprise.
 * Where the review says so, what was decided in haste and without a word comes back once instead; decided in haste
 * again, it needs a second person.
 */
export const submitItems = command({
  name: 'reviews.submit',
  input: SubmitInput,
  resource: (tx, { campaignId }, actor) => tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId, openedAt: { not: null } } }),
  act: async (tx, { actor, input: { items: asked }, resource: campaign }) => {
    const rows = await tx.reviewItem.findMany({ where: { campaignId: campaign.id, tenantId: actor.tenantId, id: { in: asked.map(({ id }) => id) } } })
    if (rows.length !== asked.length) return refuse<Refusal>({ code: 'not_found' })
    const live = await liveAgents(tx, actor.tenantId, rows.map(({ agentId }) => agentId))
    const now = new Date()
    for (const row of rows) {
      const barred = whyNotDecide(actor, row) ?? whyNotDecide(actor, { reviewerId: row.decidedBy ?? row.reviewerId })
      if (barred) return refuse<Refusal>(barred)
    }
    if (isOver(campaign)) return refuse<Refusal>({ code: 'wrong_state', state: 'past_its_due_date' })
    const haste = campaign.secondLook ? hasteIn(rows) : null
    const became: { id: string; state: 'open' | 'certify' | 'final'; second: boolean; second_look: string | null }[] = []
    const counted = { keep: 0, reduce: 0, remove: 0, certify: 0, second_look: 0 }
    for (const row of rows) {
      const agent = live.get(row.agentId)
      if (row.state === 'final' || row.state === 'certify') return refuse<Refusal>({ code: 'wrong_state', state: row.state === 'final' ? 'final' : 'submitted' })
      if (row.state !== 'decided') return refuse<Refusal>({ code: 'wrong_state', state: 'not_decided' })
      if (asked.find(({ id }) => id === row.id)?.version !== row.version) return refuse<Refusal>({ code: 'conflict', detail: `${row.agentName} was changed since you read it: read it again` })
      if (!agent || agent.digest !== row.decidedDocument) return refuse<Refusal>({ code: 'conflict', detail: `the identity document of ${row.agentName} is another than the one you decided on: read it again` })
      const hasty = haste !== null && row.comment === null
      if (hasty && row.secondLook === null) {
        counted.second_look += 1
        became.push({ id: row.id, state: 'open', second: row.second, second_look: haste })
        continue
      }
      const second = row.second || hasty || whySecond(agent, actor.id) !== null
      counted[row.decision as ReviewDecision] += 1
      if (second) counted.certify += 1
      became.push({ id: row.id, state: second ? 'certify' : 'final', second, second_look: row.secondLook })
    }
    await tx.$executeRaw`
      update review_item i set state = r.state, version = i.version + 1, second = r.second, second_look = r.second_look,
        submitted_at = case when r.state = 'open' then null else ${now}::timestamptz end,
        decision = case when r.state = 'open' then null else i.decision end, removes = case when r.state = 'open' then '{}' else i.removes end, keeps = case when r.state = 'open' then '{}' else i.keeps end,
        decided_by = case when r.state = 'open' then null else i.decided_by end, decided_at = case when r.state = 'open' then null else i.decided_at end,
        decided_document = case when r.state = 'open' then null else i.decided_document end,
        final_at = case when r.state = 'final' then ${now}::timestamptz end, outcome_by = case when r.state = 'final' then 'review' end, effect = case when r.state = 'final' then 'pending' end
      from jsonb_to_recordset(${JSON.stringify(became)}::jsonb) r(id uuid, state text, second boolean, second_look text)
      where i.id = r.id and i.tenant_id = ${actor.tenantId}::uuid`
    if (counted.certify > 0) await publish(tx, { tenantId: actor.tenantId, topic: 'review.certify', key: `${campaign.id}:${newId<'outbox'>()}` })
    return ok({
      value: { items: rows.length - counted.second_look, second_look: counted.second_look, changes: await changesOf(tx, actor, campaign, rows) },
      subject: { kind: 'review', id: campaign.id, name: campaign.name },
      detail: { ...counted, ...(haste ? { haste } : {}), items: rows.map(({ id }) => id), decisions: rows.map(({ decision }) => decision) },
    })
  },
})

/** "40 decisions in 52 s", where one person decided so; what is submitted was all decided by whoever submits. */
function hasteIn(rows: readonly ReviewItem[]): string | null {
  const person = { id: 'who submits', name: 'who submits' }
  const [quality] = qualityOf(rows.flatMap(({ decidedAt, decision }) => (decidedAt && decision ? [{ person, at: decidedAt, decision: decision as ReviewDecision }] : [])))
  return quality?.flag ?? null
}
