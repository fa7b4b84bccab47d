import { batchRead } from '@/lib/db/batch'
import type { TenantId } from '@/lib/kernel/ids'
import type { HaltView } from '../contract'
import { mayHoldLease } from '../lease-window'

/** How long the answer to a halt waits for the points that hold a lease; they answer in a few milliseconds. */
const WAIT_MS_MAX = 1_500
const LOOK_EVERY_MS = 15

/**
 * The receipts of an order that is in force already. Whatever goes wrong here must not look like a halt that failed,
 * so the answer is then what was known before.
 */
export async function awaitReceipts(tenantId: TenantId, orderId: string): Promise<HaltView['receipts']> {
  const until = performance.now() + WAIT_MS_MAX
  let known: HaltView['receipts'] = []
  try {
    for (;;) {
      const { receipts, missing } = await look(tenantId, orderId)
      known = receipts
      if (!missing || performance.now() >= until) return known
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    }
  } catch {
    return known
  }
}

type Looked = { receipts: HaltView['receipts'] | null; points: { id: string; last_lease_at: string | null; answered: boolean }[] | null; now: Date }

/** One statement in one round trip: it is asked again and again while the points and the feed need the processor. */
async function look(tenantId: TenantId, orderId: string): Promise<{ receipts: HaltView['receipts']; missing: boolean }> {
  const [row] = await batchRead<Looked>(tenantId, {
    name: 'receipts-of-order',
    text: `select
      (select json_agg(json_build_object('point', coalesce(p.name, r.point_id::text), 'ms', r.ms) order by r.ms)
        from receipt r left join enforcement_point p on p.id = r.point_id where r.tenant_id = $1 and r.order_id = $2) as receipts,
      (select json_agg(json_build_object('id', p.id, 'last_lease_at', p.last_lease_at,
          'answered', exists (select from receipt r where r.order_id = $2 and r.point_id = p.id)))
        from enforcement_point p where p.revoked_at is null and (p.tenant_id is null or p.tenant_id = $1)) as points,
      clock_timestamp() as now`,
    values: [tenantId, orderId],
  })
  const now = row?.now ?? new Date()
  const isMissing = ({ last_lease_at, answered }: { last_lease_at: string | null; answered: boolean }): boolean =>
    !answered && mayHoldLease(last_lease_at === null ? null : new Date(last_lease_at), now)
  return { receipts: row?.receipts ?? [], missing: row?.points?.some(isMissing) ?? false }
}
