import { batchTransaction } from '@/lib/db/batch'
import { microBatch } from '@/lib/db/micro-batch'
import { orderChanged } from '@/lib/db/order-changes'
import { metrics } from '@/lib/kernel/metrics'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { ReceiptClaims } from './feed-contract'
import type { Point } from './point'

export type ReceiptRefusal = { code: 'unknown_order' | 'wrong_epoch' }

/** Every point that there is sends one within a moment of an order: those of the moment are kept in one commit. */
const [BATCHES_MAX, BATCH_ITEMS_MAX] = [2, 256]

/**
 * Keeps a point's receipt; its signature was verified by the caller, with the point's enrolled key. The first one for
 * an order counts. `ms` is measured here, by the database's clock from the order until it is written: a point cannot
 * look faster than it was, whatever its own clock says.
 */
export async function recordReceipt(point: Point, claims: ReceiptClaims, jws: string): Promise<Result<{ ms: number }, ReceiptRefusal>> {
  const row = await kept({ point, claims, jws })
  if (!row) return refuse({ code: 'unknown_order' })
  if (Number(row.epoch) !== claims.epoch) return refuse({ code: 'wrong_epoch' })
  if (row.first !== null) {
    metrics.receipts.observe(row.first / 1_000)
    orderChanged(claims.order_id)
  }
  return ok({ ms: row.first ?? row.known ?? 0 })
}

type Asked = { point: Point; claims: ReceiptClaims; jws: string }
type Row = { n: string; epoch: string; first: number | null; known: number | null }

const kept = microBatch(
  (asked: readonly Asked[]): Promise<(Row | null)[]> =>
    batchTransaction('system', async (client) => {
      const { rows } = await client.query<Row>({
        name: 'receipts-keep',
        text: SQL,
        values: [
          asked.map(({ claims }) => claims.order_id),
          asked.map(({ point }) => point.tenantId),
          asked.map(({ claims }) => claims.epoch),
          asked.map(({ point }) => point.id),
          asked.map(({ claims }) => claims.cut_calls),
          asked.map(({ claims }) => Math.min(claims.enforced_at, 8.64e15)),
          asked.map(({ jws }) => jws),
        ],
      })
      const found = new Map(rows.map((row) => [Number(row.n), row]))
      return asked.map((_, at) => found.get(at + 1) ?? null)
    }),
  { itemsMax: BATCH_ITEMS_MAX, batchesMax: BATCHES_MAX },
)

/** Of the same receipt twice in one batch, the first is the one that is kept. */
const SQL = `
  with asked as (
    select o.tenant_id, o.epoch, o.committed_at, a.* from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::int[], $6::float8[], $7::text[])
      with ordinality a(order_id, of_tenant, of_epoch, point_id, cut_calls, enforced_at, jws, n)
    join containment_order o on o.id = a.order_id and (a.of_tenant is null or o.tenant_id = a.of_tenant)),
  first as (select distinct on (order_id, point_id) * from asked where of_epoch = epoch order by order_id, point_id, n),
  kept as (
    insert into receipt (order_id, point_id, tenant_id, epoch, ms, cut_calls, enforced_at, received_at, jws)
    select order_id, point_id, tenant_id, epoch, greatest(0, extract(epoch from clock_timestamp() - committed_at) * 1000)::float8, cut_calls,
      least(clock_timestamp(), greatest(committed_at, to_timestamp(enforced_at / 1000))), clock_timestamp(), jws
    from first on conflict (order_id, point_id) do nothing returning order_id, point_id, ms)
  select a.n::text, a.epoch::text, case when f.n = a.n then k.ms end as first, coalesce(r.ms, k.ms) as known
  from asked a
  left join first f on f.order_id = a.order_id and f.point_id = a.point_id
  left join kept k on k.order_id = a.order_id and k.point_id = a.point_id
  left join receipt r on r.order_id = a.order_id and r.point_id = a.point_id`
