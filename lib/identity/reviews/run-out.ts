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
    const settled = unanswered.map((item) => {
      const { removes, keeps } = reductionOf(Evidence.parse(item.evidence), campaign.graceDays)
      const decision: ReviewDecision = campaign.noResponse === 'suspend' ? 'remove' : campaign.noResponse === 'reduce' && removes.length > 0 ? 'reduce' : 'keep'
      return { id: item.id, decision, removes: decision === 'reduce' ? removes : [], keeps: decision === 'reduce' ? keeps : [] }
    })
    // One statement, however many: a campaign of thousands has to be settled within one transaction.
    await tx.$executeRaw`
      update review_item i set state = 'final', version = i.version + 1, decision = r.decision, removes = r.removes, keeps = r.keeps, comment = null, decided_by = null, decided_at = null,
        decided_document = null, outcome_by = 'no_response', final_at = ${now}, effect = 'pending'
      from jsonb_to_recordset(${JSON.stringify(settled)}::jsonb) r(id uuid, decision text, removes text[], keeps text[])
      where i.id = r.id and i.tenant_id = ${actor.tenantId}::uuid`
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
