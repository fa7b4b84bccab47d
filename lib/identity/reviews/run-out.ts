import { hotTransaction } from '@/lib/db/hot'
import { asRows } from '@/lib/db/rows'
import { trustedId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { CampaignIdInput, type Evidence, type ReviewDecision } from './contract'
import { command } from './internal/tables'
import { reductionOf } from './recommend'

const CAMPAIGNS_MAX = 20
/** Settled in one transaction. Nothing can be decided by then, so that the parts are as good as one. */
const ITEMS_AT_ONCE = 1_000
const NAMES_KEPT = 50

type Unanswered = { id: string; agent_name: string; at: string; tools: Evidence['tools'] }

const runOut = command({
  name: 'reviews.campaign.run_out',
  input: CampaignIdInput,
  resource: (tx, { campaignId }, actor) => tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, resource: campaign }) => {
    if (campaign.ranOutAt) return refuse<Refusal>({ code: 'wrong_state', state: 'over' })
    if (campaign.dueAt > new Date() || !campaign.openedAt) return refuse<Refusal>({ code: 'wrong_state', state: campaign.openedAt ? 'running' : 'launching' })
    const now = new Date()
    const found = asRows<Unanswered>(
      await tx.$queryRaw`
        select id, agent_name, evidence->>'at' as at, evidence->'tools' as tools from review_item
        where campaign_id = ${campaign.id}::uuid and tenant_id = ${actor.tenantId}::uuid and state <> 'final' order by agent_name, id limit ${ITEMS_AT_ONCE + 1}`,
    )
    const unanswered = found.slice(0, ITEMS_AT_ONCE)
    const settled = unanswered.map((item) => {
      const { removes, keeps } = reductionOf(item, campaign.graceDays)
      const decision: ReviewDecision = campaign.noResponse === 'suspend' ? 'remove' : campaign.noResponse === 'reduce' && removes.length > 0 ? 'reduce' : 'keep'
      return { id: item.id, decision, removes: decision === 'reduce' ? removes : [], keeps: decision === 'reduce' ? keeps : [] }
    })
    await tx.$executeRaw`
      update review_item i set state = 'final', version = i.version + 1, decision = r.decision, removes = r.removes, keeps = r.keeps, comment = null, decided_by = null, decided_at = null,
        decided_document = null, outcome_by = 'no_response', final_at = ${now}, effect = 'pending'
      from jsonb_to_recordset(${JSON.stringify(settled)}::jsonb) r(id uuid, decision text, removes text[], keeps text[])
      where i.id = r.id and i.tenant_id = ${actor.tenantId}::uuid`
    const more = found.length > unanswered.length
    if (!more) await tx.reviewCampaign.update({ where: { id: campaign.id }, data: { ranOutAt: now } })
    return ok({
      value: { items: unanswered.length, more },
      subject: { kind: 'review', id: campaign.id, name: campaign.name },
      detail: { campaign: campaign.id, no_response: campaign.noResponse, items: unanswered.length, ...(more ? { more } : {}), escalated_to: campaign.createdBy, agents: unanswered.map(({ agent_name }) => agent_name).slice(0, NAMES_KEPT) },
    })
  },
})

/** Settles what nobody answered, or nobody certified, by the rule that its campaign was launched with; in the record, never silently. A thousand at a time: what is left is settled by the next look, or by whoever looks then. */
export async function endReviews(): Promise<void> {
  const due = await hotTransaction('system', (client) =>
    client.query<{ id: string; tenant_id: string }>('select id, tenant_id from review_campaign where due_at <= now() and ran_out_at is null and opened_at is not null order by due_at limit $1', [CAMPAIGNS_MAX]),
  )
  for (const { id, tenant_id } of due.rows) {
    for (let more = true; more; ) {
      const done = await runOut({ kind: 'job', tenantId: trustedId<'tenant'>(tenant_id), id: 'reviews.due', name: 'The review’s due date' }, { campaignId: id })
      more = done.ok && done.value.more
    }
  }
}
