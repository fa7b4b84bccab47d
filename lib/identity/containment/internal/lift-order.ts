import { raiseEpoch } from '@/lib/db/epoch'
import { announceOrder } from '@/lib/db/order-changes'
import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'

/**
 * Lifts an order. A lifting is an epoch too, so that no enforcement point can miss it. The covers stay: a token from
 * before their epoch is dead for ever.
 *
 * INVARIANT: called under `lockContainment`, for an order that was read under it and is in force.
 */
export async function liftOrder(tx: Pick<Tx, '$queryRaw' | '$executeRaw'>, actor: Actor, orderId: string, reason: string): Promise<{ epoch: number }> {
  const epoch = await raiseEpoch(tx, actor.tenantId)
  await tx.$executeRaw`
    update containment_cover set lifted_epoch = ${epoch}, lifted_at = clock_timestamp()
    where order_id = ${orderId}::uuid and tenant_id = ${actor.tenantId}::uuid and lifted_epoch is null`
  await tx.$executeRaw`
    update containment_order set lifted_at = clock_timestamp(), lifted_by = ${actor.id}, lifted_by_name = ${actor.name}, lifted_reason = ${reason}
    where id = ${orderId}::uuid and tenant_id = ${actor.tenantId}::uuid and lifted_at is null`
  await announceOrder(tx, orderId)
  return { epoch: Number(epoch) }
}
