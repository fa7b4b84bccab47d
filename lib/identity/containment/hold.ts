import type pg from 'pg'
import { LOCK } from '@/lib/db/locks'

/**
 * Holds off every containment order of these tenants until the caller's transaction ends, and reads their epochs.
 * Shared, so that batches do not wait for one another; an order takes the same locks alone.
 *
 * INVARIANT: what is recorded under this lock is either committed before an order, and then covered by it, or sees it.
 * To be called before anything that the order decides is read: READ COMMITTED sees only later statements' news.
 */
export async function holdContainment(client: pg.PoolClient, tenantIds: readonly string[]): Promise<Map<string, number>> {
  const sorted = [...new Set(tenantIds)].sort()
  // One call a row, in sorted order: two batches that name the same tenants cannot wait for each other.
  await client.query({
    name: 'containment-hold',
    text: 'select pg_advisory_xact_lock_shared($1::int4, hashtext(t)) from unnest($2::text[]) with ordinality as n(t, i) order by i',
    values: [LOCK.containment, sorted],
  })
  const { rows } = await client.query<{ tenant_id: string; epoch: string }>({
    name: 'containment-epochs',
    text: 'select tenant_id, epoch from containment_epoch where tenant_id = any($1::uuid[])',
    values: [sorted],
  })
  const epochs = new Map(sorted.map((id) => [id, 0]))
  for (const { tenant_id, epoch } of rows) epochs.set(tenant_id, Number(epoch))
  return epochs
}
