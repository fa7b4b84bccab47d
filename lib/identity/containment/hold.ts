import type pg from 'pg'
import { LOCK } from '@/lib/db/locks'

/**
 * A holder that stops (a paused process, a dead network) must not keep an order waiting: PostgreSQL ends its
 * transaction after this, and with it everything the batch was about to do. Milliseconds.
 */
const HOLDER_IDLE_MS_MAX = 2_000

/**
 * Holds off every containment order of these tenants until the caller's transaction ends. Shared, so that batches do
 * not wait for one another; an order takes the same locks alone (`lockContainment` in lib/db/epoch). The queue is fair: batches cannot starve an order.
 *
 * INVARIANT: what is recorded under this lock is either committed before an order, and then covered by it, or sees it.
 * To be called before anything that the order decides is read: READ COMMITTED sees only later statements' news.
 *
 * @param plans `kept`: what is asked in this transaction is planned once a connection. Where what is asked for is found by
 *   its key, PostgreSQL would otherwise plan some of it anew each time, which takes several times as long as finding it.
 */
export async function shareContainment(client: pg.PoolClient, tenantIds: readonly string[], plans: 'kept' | 'as they come' = 'as they come'): Promise<void> {
  // In the order of the keys themselves: two batches that name the same tenants cannot wait for each other.
  await client.query({
    name: 'containment-lock',
    text: `select set_config('idle_in_transaction_session_timeout', $3, true), set_config('plan_cache_mode', $4, true), count(pg_advisory_xact_lock_shared($1::int4, key))
      from (select distinct hashtext(id) as key from unnest($2::text[]) id order by 1) keys`,
    values: [LOCK.containment, tenantIds, `${HOLDER_IDLE_MS_MAX}`, plans === 'kept' ? 'force_generic_plan' : 'auto'],
  })
}

/** As `shareContainment`, and then the tenants' epochs; a tenant that never had an order is at 0. */
export async function holdContainment(client: pg.PoolClient, tenantIds: readonly string[]): Promise<Map<string, number>> {
  await shareContainment(client, tenantIds)
  return epochsOf(client, tenantIds)
}

/** To be sent after `shareContainment`; its answer need not be awaited in between. */
export async function epochsOf(client: pg.PoolClient, tenantIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ tenant_id: string; epoch: string }>({
    name: 'containment-epochs',
    text: 'select tenant_id, epoch from containment_epoch where tenant_id = any($1::uuid[])',
    values: [tenantIds],
  })
  const epochs = new Map(tenantIds.map((id) => [id, 0]))
  for (const { tenant_id, epoch } of rows) epochs.set(tenant_id, Number(epoch))
  return epochs
}
