import { hotTransaction } from '@/lib/db/hot'
import { trustedId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { CampaignIdInput, Evidence, type ReviewDecision } from './contract'
import { command } from './internal/tables'
import { reductionOf } from './recommend'

const CAMPAIGNS_MAX = 20

const runOut = command({
  name: 'reviews.campaign.run_out',
  input: CampaignIdInput,
  resource: (tx, { campaignId }, actor) => tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, resource: campaign }) => {
    if (campaign.ranOutAt) return refuse<Refusal>({ code: 'wrong_state', state: 'over' })
    if (campaign.dueAt > new Date()) return refuse<Refusal>({ code: 'wrong_state', state: 'running' })
    const now = new Date()
    const unanswered = await tx.reviewItem.findMany({ where: { campaignId: campaign.id, tenantId: actor.tenantId, state: { not: 'final' } } })
    for (const item of unanswered) {
      const { removes, keeps } = reductionOf(Evidence.parse(item.evidence), campaign.graceDays)
      const decision: ReviewDecision = campaign.noResponse === 'suspend' ? 'remove' : campaign.noResponse === 'reduce' && removes.length > 0 ? 'reduce' : 'keep'
      await tx.reviewItem.update({
        where: { id: item.id },
        data: {
          state: 'final', version: item.version + 1, decision, removes: decision === 'reduce' ? removes : [], keeps: decision === 'reduce' ? keeps : [], comment: null, decidedBy: null, decidedAt: null,
          decidedDocument: null, outcomeBy: 'no_response', finalAt: now, effect: 'pending',
        },
      }) // prettier-ignore
    }
    await tx.reviewCampaign.update({ where: { id: campaign.id }, data: { ranOutAt: now } })
    return ok({
      value: { items: unanswered.length },
      subject: { kind: 'review', id: campaign.id, name: campaign.name },
      detail: { no_response: campaign.noResponse, items: unanswered.length, escalated_to: campaign.createdBy, agents: unanswered.map(({ agentName }) => agentName).slice(0, 50) },
    })
  },
})

/** Settles what nobody answered, or nobody certified, by the rule that its campaign was launched with; in the record, never silently. */
export async function endReviews(): Promise<void> {
  const due = await hotTransaction('system', (client) =>
    client.query<{ id: string; tenant_id: string }>('select id, tenant_id from review_campaign where due_at <= now() and ran_out_at is null order by due_at limit $1', [CAMPAIGNS_MAX]),
  )
  for (const { id, tenant_id } of due.rows) {
    await runOut({ kind: 'job', tenantId: trustedId<'tenant'>(tenant_id), id: 'reviews.due', name: 'The review’s due date' }, { campaignId: id })
  }
}
