import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { DecideInput, Evidence } from './contract'
import { changesOf, isOver } from './internal/item-views'
import { liveAgents } from './internal/live'
import { waitingForAnswer } from './internal/questions'
import { command } from './internal/tables'
import { reductionOf, unusedOf } from './recommend'
import { whyNotDecide } from './separation'

const BULK_RISKS = ['low', 'medium']

/**
 * Decides, or undoes, items that were not submitted yet: each as it was seen, on the document in force that was looked
 * at. Many at once take a comment, and no high risk. Nothing takes effect before it is submitted.
 */
export const decideItems = command({
  name: 'reviews.item.decide',
  input: DecideInput,
  resource: (tx, { campaignId }, actor) => tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId, openedAt: { not: null } } }),
  act: async (tx, { actor, input: { items: asked, decision, comment, keeps }, resource: campaign }) => {
    const conflict = (detail: string) => refuse<Refusal>({ code: 'conflict', detail })
    const rows = await tx.reviewItem.findMany({ where: { campaignId: campaign.id, tenantId: actor.tenantId, id: { in: asked.map(({ id }) => id) } } })
    if (rows.length !== asked.length) return refuse<Refusal>({ code: 'not_found' })
    for (const row of rows) {
      const barred = whyNotDecide(actor, row)
      if (barred) return refuse<Refusal>(barred)
    }
    if (isOver(campaign)) return refuse<Refusal>({ code: 'wrong_state', state: 'past_its_due_date' })
    if (rows.length > 1 && decision !== null) {
      if (!comment) return refuse<Refusal>({ code: 'invalid', fields: { comment: 'is needed: this decides several at once' } })
      const high = rows.find(({ riskLevel }) => !BULK_RISKS.includes(riskLevel))
      if (high) return refuse<Refusal>({ code: 'invalid', fields: { items: `${high.agentName} is of ${high.riskLevel} risk: decide it by itself` } })
    }
    if (keeps && (decision !== 'reduce' || rows.length > 1)) return refuse<Refusal>({ code: 'invalid', fields: { keeps: 'is for one item that is reduced' } })
    if (decision === 'remove' && !comment) return refuse<Refusal>({ code: 'invalid', fields: { comment: 'is needed: say why its access ends' } })
    const live = await liveAgents(tx, actor.tenantId, rows.map(({ agentId }) => agentId))
    const waiting = decision === null ? new Set<string>() : await waitingForAnswer(tx, actor.tenantId, rows.map(({ id }) => id))
    const now = new Date()
    const decided: { id: string; removes: string[]; keeps: string[]; document: string | null }[] = []
    for (const row of rows) {
      const seen = asked.find(({ id }) => id === row.id)
      const agent = live.get(row.agentId)
      if (row.state !== 'open' && row.state !== 'decided') return refuse<Refusal>({ code: 'wrong_state', state: row.state === 'final' ? 'final' : 'submitted' })
      if (waiting.has(row.id)) return refuse<Refusal>({ code: 'wrong_state', state: 'waiting_for_an_answer' })
      if (!agent || agent.status === 'retired') return refuse<Refusal>({ code: 'wrong_state', state: 'retired' })
      if (seen?.version !== row.version) return conflict(`${row.agentName} was changed since you read it: read it again`)
      if (seen.document !== agent.digest) return conflict(`the identity document of ${row.agentName} is another by now: read it again`)
      const evidence = Evidence.parse(row.evidence)
      const strange = keeps?.find((scope) => !unusedOf(evidence.tools).includes(scope))
      if (strange !== undefined) return refuse<Refusal>({ code: 'invalid', fields: { keeps: 'names what is no unused tool of it' } })
      const reduced = decision === 'reduce' ? reductionOf(evidence, campaign.graceDays, keeps) : { removes: [], keeps: [] }
      if (decision === 'reduce' && reduced.removes.length === 0)
        return refuse<Refusal>({ code: 'invalid', fields: { decision: `${row.agentName} has used everything it may${reduced.keeps.length > 0 ? ', or keeps it' : ''}: there is nothing to reduce` } })
      decided.push({ id: row.id, ...reduced, document: decision === null ? null : agent.digest })
    }
    const [state, by, at] = decision === null ? ['open', null, null] : ['decided', actor.id, now]
    await tx.$executeRaw`
      update review_item i set state = ${state}, version = i.version + 1, decision = ${decision}, comment = ${decision === null ? null : (comment ?? null)}, removes = r.removes, keeps = r.keeps,
        decided_by = ${by}::uuid, decided_at = ${at}::timestamptz, decided_document = r.document
      from jsonb_to_recordset(${JSON.stringify(decided)}::jsonb) r(id uuid, removes text[], keeps text[], document text)
      where i.id = r.id and i.tenant_id = ${actor.tenantId}::uuid`
    return ok({
      value: { items: rows.length, changes: await changesOf(tx, actor, campaign, rows) },
      subject: { kind: 'review', id: campaign.id, name: campaign.name },
      ...(comment ? { purpose: comment } : {}),
      detail: { decision, items: rows.map(({ id }) => id), agents: rows.map(({ agentName }) => agentName).slice(0, 50), ...(keeps ? { keeps } : {}) },
    })
  },
})
