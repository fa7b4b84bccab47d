import { hotTransaction } from '@/lib/db/hot'
import { publishAgentEvent } from '@/lib/db/outbox'
import { read } from '@/lib/db/transaction'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import { z } from 'zod'
import type { Refusal } from '../refusals'
import { ProbeView, ReviewItemIdInput, type ReviewDecision } from './contract'
import { advancePhases } from './advance-phases'
import { attemptAccess, type AccessProbe } from './internal/access-attempts'
import { findItem } from './internal/find-item'
import { isProved, probe } from './internal/probe'
import { command } from './internal/tables'
import { applier, takeEffect } from './internal/take-effect'

/** Few enough that all of them are ended before whoever took them up counts as gone, though no point answers. */
const ITEMS_AT_ONCE = 10
/** Of many, one look does so much; what is over since is settled meanwhile. */
const BUDGET_MS = 10_000
/** Whoever took an item up and has not ended it by then is gone. */
const LOST_AFTER_SECONDS = 60
const PROBE_AGAIN_MINUTES = 5
const PROBE_DAYS = 90

const note = command({
  name: 'reviews.item.apply',
  input: ReviewItemIdInput.extend({ detail: z.string().max(1_000).nullable(), probe: ProbeView }),
  resource: (tx, { itemId }, actor) => findItem(tx, actor.tenantId, itemId),
  act: async (tx, { input: { detail, probe: found }, resource: { item, campaign } }) => {
    if (item.effect === null) return refuse<Refusal>({ code: 'wrong_state', state: 'not_final' })
    const proved = isProved(found)
    const effect = proved ? 'applied' : item.effect === 'pending' ? 'failed' : 'drifted'
    const why = proved ? null : (detail ?? found.checks.flatMap((one) => (one.ok ? [] : [one.detail])).join('; '))
    await tx.reviewItem.update({
      where: { id: item.id },
      data: { effect, effectDetail: why, probe: found, probedAt: new Date(found.at), claimedAt: null, ...(proved && !item.appliedAt ? { appliedAt: new Date() } : {}), version: item.version + 1 },
    })
    if (effect === 'drifted')
      await publishAgentEvent(tx, { tenantId: item.tenantId, key: `drift:${item.id}:${found.at}`, agentId: item.agentId, event: 'finding', because: `what “${campaign.name}” took away has come back` })
    return ok({
      value: { effect },
      result: proved ? 'ok' : 'failed',
      subject: { kind: 'agent', id: item.agentId, name: item.agentName },
      agentId: item.agentId,
      chain: [item.agentId],
      ...(why ? { reason: why } : {}),
      detail: { campaign: campaign.id, item: item.id, decision: item.decision, removes: item.removes, outcome_by: item.outcomeBy, effect, probe: found },
    })
  },
})

/**
 * Applies what was decided and proves it: by looking, and by real attempts to use what was taken away; then looks again
 * from time to time whether it still holds. Any number of processes may; an item is taken up by one, and by the next
 * where that one was killed.
 */
export async function applyReviews(attempt: AccessProbe): Promise<void> {
  await advancePhases()
  const until = performance.now() + BUDGET_MS
  for (let more = true; more && performance.now() < until; ) {
    const claimed = await claim()
    for (const { id, tenantId } of claimed) await apply(tenantId, id, attempt)
    more = claimed.length === ITEMS_AT_ONCE
  }
  for (const { id, tenantId } of await dueForAnotherLook()) await apply(tenantId, id, null)
}

/** `attempt`: it is applied, and tried; null: it was, and is looked at again. */
async function apply(tenantId: TenantId, itemId: string, attempt: AccessProbe | null): Promise<void> {
  const found = await read(tenantId, (tx) => findItem(tx, tenantId, itemId))
  if (!found) return
  const done = attempt ? await takeEffect(tenantId, found) : ok(null)
  const { agentId, decision, removes, effect } = found.item
  const what = { agentId, decision: decision as ReviewDecision, removes }
  const looked = await probe(tenantId, what)
  // What is there still is not tried: it would be done.
  const probed = attempt && isProved(looked) ? { ...looked, checks: [...looked.checks, ...(await tried(tenantId, what, attempt))] } : looked
  const still = isProved(probed) ? 'applied' : 'drifted'
  if (attempt || effect !== still) await note(applier(tenantId), { itemId, detail: done.ok ? null : done.refusal, probe: probed })
}

/** Of a fault, only what kind it is: messages of what lies below repeat values. */
const tried = (...[tenantId, what, attempt]: Parameters<typeof attemptAccess>): ReturnType<typeof attemptAccess> =>
  attemptAccess(tenantId, what, attempt).catch((fault: unknown) => [{ check: 'Attempts', ok: false, detail: `none could be made (${fault instanceof Error ? fault.name : 'unknown fault'})` }])

type Found = { id: string; tenantId: TenantId }
const foundIn = (rows: { id: string; tenant_id: string }[]): Found[] => rows.map(({ id, tenant_id }) => ({ id, tenantId: trustedId<'tenant'>(tenant_id) }))

const claim = (): Promise<Found[]> =>
  hotTransaction('system', async (client) => {
    const { rows } = await client.query<{ id: string; tenant_id: string }>(
      // What takes access away from more than may go without a confirmation waits for one, and then for its phase.
      `with campaign as materialized (
         select c.id, case when c.phase_paused_at is null then coalesce(c.phase, 0) else -1 end as phase, c.phase_paused_at is null and
           (select count(*) from review_item t where t.campaign_id = c.id and t.phase is null and t.state = 'final' and t.decision <> 'keep') <= c.phase_from as few
         from review_campaign c where c.id in (select campaign_id from review_item where effect = 'pending'))
       update review_item set claimed_at = now() where id in (
         select i.id from review_item i join campaign c on c.id = i.campaign_id
         where i.effect = 'pending' and (i.claimed_at is null or i.claimed_at < now() - make_interval(secs => $1))
           and (i.decision = 'keep' or case when i.phase is null then c.few else i.phase <= c.phase end)
         order by i.final_at limit $2 for update of i skip locked)
       returning id, tenant_id`,
      [LOST_AFTER_SECONDS, ITEMS_AT_ONCE],
    )
    return foundIn(rows)
  })

const dueForAnotherLook = (): Promise<Found[]> =>
  hotTransaction('system', async (client) => {
    const { rows } = await client.query<{ id: string; tenant_id: string }>(
      `update review_item set probed_at = now() where id in (
         select id from review_item where effect in ('applied', 'drifted') and decision in ('reduce', 'remove')
           and probed_at < now() - make_interval(mins => $1) and final_at > now() - make_interval(days => $2)
         order by probed_at limit $3 for update skip locked)
       returning id, tenant_id`,
      [PROBE_AGAIN_MINUTES, PROBE_DAYS, ITEMS_AT_ONCE],
    )
    return foundIn(rows)
  })
