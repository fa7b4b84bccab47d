import { hotTransaction } from '@/lib/db/hot'
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
  return hotTransaction('system', async (client) => {
    const found = await client.query<{ tenant_id: string; epoch: string }>({
      name: 'receipt-order',
      text: 'select tenant_id, epoch::text from containment_order where id = $1 and ($2::uuid is null or tenant_id = $2)',
      values: [claims.order_id, point.tenantId],
    })
    const order = found.rows[0]
    if (!order) return refuse({ code: 'unknown_order' })
    if (Number(order.epoch) !== claims.epoch) return refuse({ code: 'wrong_epoch' })
    const kept = await client.query<{ ms: number }>({
      name: 'receipt-keep',
      text: `insert into receipt (order_id, point_id, tenant_id, epoch, ms, cut_calls, enforced_at, received_at, jws)
        select o.id, $2, o.tenant_id, o.epoch, greatest(0, extract(epoch from clock_timestamp() - o.committed_at) * 1000)::float8, $3,
          least(clock_timestamp(), greatest(o.committed_at, to_timestamp($4::float8 / 1000))), clock_timestamp(), $5
        from containment_order o where o.id = $1
        on conflict (order_id, point_id) do nothing returning ms`,
      values: [claims.order_id, point.id, claims.cut_calls, Math.min(claims.enforced_at, 8.64e15), jws],
    })
    const first = kept.rows[0]
    if (first) {
      metrics.receipts.observe(first.ms / 1_000)
      return ok({ ms: first.ms })
    }
    const known = await client.query<{ ms: number }>('select ms from receipt where order_id = $1 and point_id = $2', [claims.order_id, point.id])
    return ok({ ms: known.rows[0]?.ms ?? 0 })
  })
}
