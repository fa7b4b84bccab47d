import type { ContainmentOrder, EnforcementPoint, Receipt } from '@/generated/prisma/client'
import type { Tx } from '@/lib/db/transaction'
import { GRAINS, MODES, type OrderView } from '../contract'
import { leaseEnd, mayHoldLease } from '../lease-window'
import { readCovered } from './covered'

/** Orders with their receipts, in the order given. A point must confirm what was ordered while it was enrolled. */
export async function orderViews(tx: Pick<Tx, 'receipt' | 'enforcementPoint'>, orders: readonly ContainmentOrder[]): Promise<OrderView[]> {
  if (orders.length === 0) return []
  const receipts = await tx.receipt.findMany({ where: { orderId: { in: orders.map(({ id }) => id) } } })
  const points = await tx.enforcementPoint.findMany({ orderBy: { name: 'asc' } })
  const now = new Date()
  return orders.map((order) =>
    viewOf(
      order,
      points.filter((point) => mustConfirm(point, order) || receipts.some(isOf(order, point))),
      receipts,
      now,
    ),
  )
}

const isOf = (order: ContainmentOrder, point: EnforcementPoint) => (receipt: Receipt) => receipt.orderId === order.id && receipt.pointId === point.id

/** One that was enrolled later has read the order in its first snapshot, before it let anything through. */
const mustConfirm = (point: EnforcementPoint, order: ContainmentOrder): boolean =>
  (point.tenantId === null || point.tenantId === order.tenantId) &&
  point.enrolledAt <= order.committedAt &&
  (point.revokedAt === null || point.revokedAt > order.committedAt)

function viewOf(order: ContainmentOrder, points: readonly EnforcementPoint[], receipts: readonly Receipt[], now: Date): OrderView {
  return {
    id: order.id,
    grain: GRAINS.find((grain) => grain === order.grain) ?? 'sub_tree',
    mode: MODES.find((mode) => mode === order.mode) ?? 'suspend',
    target: { id: order.targetId, name: order.targetName },
    epoch: Number(order.epoch),
    reason: order.reason,
    ordered_by: { kind: order.orderedByKind, id: order.orderedBy, name: order.orderedByName },
    committed_at: order.committedAt.toISOString(),
    covered: readCovered(order.covered),
    points: points.map((point) => pointOf(point, receipts.find(isOf(order, point)), now)),
    lifted: order.liftedAt
      ? { at: order.liftedAt.toISOString(), by: order.liftedByName ?? order.liftedBy ?? 'unknown', reason: order.liftedReason ?? '' }
      : null,
  }
}

function pointOf(point: EnforcementPoint, receipt: Receipt | undefined, now: Date): OrderView['points'][number] {
  const named = { id: point.id, name: point.name }
  if (receipt) {
    const { ms, cutCalls, enforcedAt } = receipt
    const view = { point_id: point.id, point: point.name, enforced_at: enforcedAt.toISOString(), ms, cut_calls: cutCalls }
    return { ...named, state: 'confirmed', lease_ended_at: null, receipt: view }
  }
  if (point.revokedAt === null && mayHoldLease(point.lastLeaseAt, now)) return { ...named, state: 'waiting', lease_ended_at: null, receipt: null }
  return {
    ...named,
    state: 'fails_closed',
    lease_ended_at: point.lastLeaseAt ? leaseEnd(point.lastLeaseAt).toISOString() : null,
    receipt: null,
  }
}
