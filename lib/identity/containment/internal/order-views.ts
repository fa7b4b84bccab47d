import type { ContainmentOrder, EnforcementPoint, Receipt, RestoreSignature } from '@/generated/prisma/client'
import type { Tx } from '@/lib/db/transaction'
import { incidentsOfOrders } from '../../incidents'
import type { IncidentRef } from '../../incidents/contract'
import { toldOf } from '../../signals'
import { GRAINS, MODES, SIGNED_AS, STAGES, type OrderView } from '../contract'
import { leaseEnd, mayHoldLease } from '../lease-window'
import { isStaged, nextStage } from './stages'
import { readCovered } from './covered'
import { hooksOf } from './hooks-of'

/** Orders with their receipts, in the order given. A point must confirm what was ordered while it was enrolled. */
export async function orderViews(tx: Pick<Tx, 'receipt' | 'enforcementPoint' | 'containmentOrder' | 'restoreSignature' | 'runtimeHook' | 'runtimeHookCall' | '$queryRaw'>, orders: readonly ContainmentOrder[]): Promise<OrderView[]> {
  if (orders.length === 0) return []
  const ids = orders.map(({ id }) => id)
  const receipts = await tx.receipt.findMany({ where: { orderId: { in: ids } } })
  const signatures = await tx.restoreSignature.findMany({ where: { orderId: { in: ids } }, orderBy: { signedAt: 'asc' } })
  const followers = await tx.containmentOrder.findMany({ where: { followsId: { in: ids } }, select: { id: true, followsId: true } })
  const hooks = await hooksOf(tx, ids)
  const incidents = await incidentsOfOrders(tx, ids)
  const told = await toldOf(tx, ids)
  const points = await tx.enforcementPoint.findMany({ orderBy: { name: 'asc' } })
  const now = new Date()
  return orders.map((order) =>
    viewOf(
      order,
      points.filter((point) => mustConfirm(point, order) || receipts.some(isOf(order, point))),
      receipts,
      { signatures: signatures.filter(({ orderId }) => orderId === order.id), followedBy: followers.find(({ followsId }) => followsId === order.id)?.id ?? null, incident: incidents.get(order.id) ?? null, hooks: hooks.get(order.id) ?? [], told: told.get(order.id) ?? [] },
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

type Restoring = { signatures: readonly RestoreSignature[]; followedBy: string | null; incident: IncidentRef | null; hooks: OrderView['hooks']; told: OrderView['told'] }

function viewOf(order: ContainmentOrder, points: readonly EnforcementPoint[], receipts: readonly Receipt[], { signatures, followedBy, incident, hooks, told }: Restoring, now: Date): OrderView {
  return {
    id: order.id,
    grain: GRAINS.find((grain) => grain === order.grain) ?? 'sub_tree',
    mode: MODES.find((mode) => mode === order.mode) ?? 'suspend',
    target: { id: order.targetId, name: order.targetName },
    epoch: Number(order.epoch),
    reason: order.reason,
    ordered_by: { kind: order.orderedByKind, id: order.orderedBy, name: order.orderedByName },
    confirmed_by: order.confirmedBy ? { id: order.confirmedBy, name: order.confirmedByName ?? '' } : null,
    committed_at: order.committedAt.toISOString(),
    until: order.until?.toISOString() ?? null,
    scopes: order.scopes,
    endpoint: order.endpoint,
    follows: order.followsId,
    followed_by: followedBy,
    staged: isStaged(order),
    next_stage: nextStage(order),
    signatures: signatures.map(({ stage, signedAs, personId, personName, cause, signedAt }) => ({
      stage: STAGES.find((one) => one === stage) ?? 'full',
      signed_as: SIGNED_AS.find((one) => one === signedAs) ?? 'reviewer',
      person: { id: personId, name: personName },
      cause,
      signed_at: signedAt.toISOString(),
    })),
    covered: readCovered(order.covered),
    points: points.map((point) => pointOf(point, receipts.find(isOf(order, point)), now)),
    lifted: order.liftedAt
      ? { at: order.liftedAt.toISOString(), by: order.liftedByName ?? order.liftedBy ?? 'unknown', reason: order.liftedReason ?? '' }
      : null,
    hooks,
    told,
    incident,
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
