import type { Writer } from '@/lib/db/plain-transaction'
import type { Actor } from '../actor'

/**
 * Owes every receiver a notice of this order, in the order's own transaction: one row a stream, however many it covers.
 * Its events are made from it after the commit, so that no order waits for them, and an order that was rolled back has
 * none.
 */
export async function tellReceivers(tx: Pick<Writer, '$executeRaw'>, actor: Actor, orderId: string): Promise<void> {
  await tx.$executeRaw`
    insert into signal_notice (order_id, stream_id, receiver_id, tenant_id)
    select ${orderId}::uuid, id, receiver_id, tenant_id from signal_stream
    where tenant_id = ${actor.tenantId}::uuid and deleted_at is null and status <> 'disabled'`
}
