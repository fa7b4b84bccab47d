import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { SubmitInput } from './contract'
import { isOver } from './internal/item-views'
import { liveAgents } from './internal/live'
import { command } from './internal/tables'
import { whyNotDecide, whySecond } from './separation'

/**
 * Makes decisions final, all of them or none: exactly the versions that were summed up. What needs a second person
 * waits for one; the rest takes effect. A document that moved since the decision is a conflict, never a surprise.
 */
export const submitItems = command({
  name: 'reviews.submit',
  input: SubmitInput,
  resource: (tx, { campaignId }, actor) => tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId } }),
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
    const counted = { keep: 0, reduce: 0, remove: 0, certify: 0 }
    for (const row of rows) {
      const agent = live.get(row.agentId)
      if (row.state === 'final' || row.state === 'certify') return refuse<Refusal>({ code: 'wrong_state', state: row.state === 'final' ? 'final' : 'submitted' })
      if (row.state !== 'decided') return refuse<Refusal>({ code: 'wrong_state', state: 'not_decided' })
      if (asked.find(({ id }) => id === row.id)?.version !== row.version) return refuse<Refusal>({ code: 'conflict', detail: `${row.agentName} was changed since you read it: read it again` })
      if (!agent || agent.digest !== row.decidedDocument) return refuse<Refusal>({ code: 'conflict', detail: `the identity document of ${row.agentName} is another than the one you decided on: read it again` })
      const second = row.second || whySecond(agent, actor.id) !== null
      counted[row.decision as 'keep' | 'reduce' | 'remove'] += 1
      if (second) counted.certify += 1
      await tx.reviewItem.update({
        where: { id: row.id },
        data: { version: row.version + 1, submittedAt: now, second, ...(second ? { state: 'certify' } : { state: 'final', finalAt: now, outcomeBy: 'review', effect: 'pending' }) },
      })
    }
    return ok({ value: { items: rows.length }, subject: { kind: 'review', id: campaign.id, name: campaign.name }, detail: { ...counted, items: rows.map(({ id }) => id) } })
  },
})
