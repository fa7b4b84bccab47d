import { hotTransaction } from '@/lib/db/hot'
import { publish } from '@/lib/db/outbox'
import { transaction } from '@/lib/db/transaction'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Refusal } from '../refusals'
import { CampaignIdInput } from './contract'
import { gather, GATHER_AT_ONCE } from './internal/gather'
import { command } from './internal/tables'

const CAMPAIGNS_MAX = 20
/** Items of a cancelled launch that are deleted in one statement. */
const DELETE_AT_ONCE = 1_000
/** Then the next campaign, or the next look: whoever launched a small one does not wait for all of a large one. */
const BUDGET_MS = 5_000
/** A batch is as large as takes about this long: evidence of the busiest agents takes a hundred times as long as of most, and a transaction has ten seconds. */
const BATCH_MS = 1_000
const BATCH_MIN = 25
/** Batches at a time: while the database works on one, this process makes items of the other. */
const LANES = 2
const LATE = 'it was due before all of its evidence was gathered'

/** Asks the reviewers, once the evidence of all that the launch fixed is there. One that is due by then is cancelled: nobody loses what they were not asked about. */
const open = command({
  name: 'reviews.campaign.open',
  input: CampaignIdInput,
  resource: (tx, { campaignId }, actor) => tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, resource: campaign }) => {
    const { id, name } = campaign
    if (campaign.openedAt || campaign.cancelledAt) return refuse<Refusal>({ code: 'wrong_state', state: campaign.openedAt ? 'running' : 'cancelled' })
    if ((await tx.reviewGathering.count({ where: { campaignId: id } })) > 0) return refuse<Refusal>({ code: 'wrong_state', state: 'launching' })
    const now = new Date()
    const items = await tx.reviewItem.count({ where: { campaignId: id } })
    const subject = { kind: 'review', id, name }
    if (campaign.dueAt <= now) {
      await tx.reviewCampaign.update({ where: { id }, data: { cancelledAt: now, cancelledBecause: LATE } })
      return ok({ value: null, result: 'failed' as const, reason: 'too_late', subject, detail: { campaign: id, items, because: LATE } })
    }
    await tx.reviewCampaign.update({ where: { id }, data: { openedAt: now } })
    await publish(tx, { tenantId: actor.tenantId, topic: 'review.opened', key: id })
    return ok({ value: null, subject, detail: { campaign: id, items, launched_at: campaign.launchedAt.toISOString() } })
  },
})

const launcher = (tenantId: TenantId): Actor => ({ kind: 'job', tenantId, id: 'reviews.launch', name: 'The review’s launch' })

/**
 * Gathers the evidence of what was launched, and opens it. Any number of processes may, and any of them may be killed: each
 * takes other agents, and what one had begun the next does. Deletes what was gathered of launches that were cancelled.
 */
export async function openLaunched({ budgetMs = BUDGET_MS, lanes = LANES } = {}): Promise<void> {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<{ id: string; tenant_id: string; is_cancelled: boolean }>(
      `select c.id, c.tenant_id, c.cancelled_at is not null as is_cancelled from review_campaign c
       where c.opened_at is null and (c.cancelled_at is null or exists (select from review_item i where i.campaign_id = c.id) or exists (select from review_gathering g where g.campaign_id = c.id))
       order by c.id limit ${CAMPAIGNS_MAX}`,
    ),
  )
  const faults: unknown[] = []
  for (const { id, tenant_id, is_cancelled } of rows) {
    const tenantId = trustedId<'tenant'>(tenant_id)
    await (is_cancelled ? forget(tenantId, id) : launch(tenantId, id, { until: performance.now() + budgetMs, lanes })).catch((fault: unknown) => faults.push(fault))
  }
  if (faults.length > 0) throw faults[0]
}

async function launch(tenantId: TenantId, campaignId: string, { until, lanes }: { until: number; lanes: number }): Promise<void> {
  const ended = await Promise.all(Array.from({ length: lanes }, () => gatherUntil(tenantId, campaignId, until)))
  if (ended.includes(true)) await open(launcher(tenantId), { campaignId })
}

/** Returns whether there is nothing left that nobody else has in hand. */
async function gatherUntil(tenantId: TenantId, campaignId: string, until: number): Promise<boolean> {
  let atOnce = BATCH_MIN
  do {
    const began = performance.now()
    const made = await transaction(tenantId, async (tx) => ok(await gather(tx, tenantId, campaignId, new Date(), atOnce)), 'ReadCommitted')
    if (!made.ok || made.value === 0) return true
    const fits = Math.floor((atOnce * BATCH_MS) / (performance.now() - began))
    atOnce = Math.min(Math.max(fits, BATCH_MIN), atOnce * 2, GATHER_AT_ONCE)
  } while (performance.now() < until)
  return false
}

async function forget(tenantId: TenantId, campaignId: string): Promise<void> {
  await hotTransaction(tenantId, async (client) => {
    await client.query('delete from review_gathering where campaign_id = $1', [campaignId])
    await client.query('delete from review_item where id in (select id from review_item where campaign_id = $1 limit $2)', [campaignId, DELETE_AT_ONCE])
  })
}
