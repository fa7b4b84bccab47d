import { read } from '@/lib/db/transaction'
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

async function look(tenantId: TenantId, orderId: string): Promise<{ receipts: HaltView['receipts']; missing: boolean }> {
  return read(tenantId, async (tx) => {
    const receipts = await tx.receipt.findMany({ where: { orderId, tenantId }, orderBy: { ms: 'asc' } })
    const points = await tx.enforcementPoint.findMany({
      where: { revokedAt: null, OR: [{ tenantId: null }, { tenantId }] },
      select: { id: true, name: true, lastLeaseAt: true },
    })
    const now = new Date()
    const names = new Map(points.map((point) => [point.id, point.name]))
    return {
      receipts: receipts.map(({ pointId, ms }) => ({ point: names.get(pointId) ?? pointId, ms })),
      missing: points.some(({ id, lastLeaseAt }) => mayHoldLease(lastLeaseAt, now) && !receipts.some(({ pointId }) => pointId === id)),
    }
  })
}
