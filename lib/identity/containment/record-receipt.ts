import { hotTransaction } from '@/lib/db/hot'
import { orderChanged } from '@/lib/db/order-changes'
import { metrics } from '@/lib/kernel/metrics'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { ReceiptClaims } from './feed-contract'
import type { Point } from './point'

export type ReceiptRefusal = { code: 'unknown_order' | 'wrong_epoch' }

/**
 * Keeps a point's receipt; its signature was verified by the caller, with the point's enrolled key. The first one for
 * an order counts. `ms` is measured here, by the database's clock from the order to the receipt's arrival: a point
 * cannot look faster than it was, whatever its own clock says.
 */
export async function recordReceipt(point: Point, claims: ReceiptClaims, jws: string): Promise<Result<{ ms: number }, ReceiptRefusal>> {
  const [row] = await hotTransaction('system', async (client) => (await client.query<{ epoch: string; first: number | null; known: number | null }>({ name: 'receipt-keep', text: SQL, values: [claims.order_id, point.tenantId, claims.epoch, point.id, claims.cut_calls, Math.min(claims.enforced_at, 8.64e15), jws] })).rows)
  if (!row) return refuse({ code: 'unknown_order' })
  if (Number(row.epoch) !== claims.epoch) return refuse({ code: 'wrong_epoch' })
  if (row.first !== null) {
    metrics.receipts.observe(row.first / 1_000)
    orderChanged(claims.order_id)
  }
  return ok({ ms: row.first ?? row.known ?? 0 })
}

/** One statement, since every point that there is sends one within a moment of an order. */
const SQL = `
  with o as (select * from containment_order where id = $1 and ($2::uuid is null or tenant_id = $2)),
  kept as (
    insert into receipt (order_id, point_id, tenant_id, epoch, ms, cut_calls, enforced_at, received_at, jws)
    select o.id, $4, o.tenant_id, o.epoch, greatest(0, extract(epoch from clock_timestamp() - o.committed_at) * 1000)::float8, $5,
      least(clock_timestamp(), greatest(o.committed_at, to_timestamp($6::float8 / 1000))), clock_timestamp(), $7
    from o where o.epoch = $3
    on conflict (order_id, point_id) do nothing returning ms)
  select o.epoch::text, (select ms from kept) as first, (select ms from receipt where order_id = $1 and point_id = $4) as known from o`
