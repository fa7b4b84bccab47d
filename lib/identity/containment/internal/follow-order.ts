import type { ContainmentOrder } from '@/generated/prisma/client'
import { raiseEpoch } from '@/lib/db/epoch'
import type { Tx } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/ids'
import type { Actor } from '../../actor'
import { joinAsFollowing } from '../../incidents'

/**
 * Writes the read-only stage of restoring `order`: an order of its own over the same subjects, that leaves them these
 * scopes. Hops of authority are left out, since those that the first order named are dead already.
 *
 * INVARIANT: called under `lockContainment`, in the transaction that lifts `order`: there is no moment between.
 */
export async function followOrder(tx: Pick<Tx, '$queryRaw' | '$executeRaw'>, actor: Actor, order: ContainmentOrder, stage: { scopes: readonly string[]; cause: string }): Promise<{ id: string; epoch: number }> {
  const id = newId<'containment_order'>()
  const epoch = await raiseEpoch(tx, actor.tenantId)
  await tx.$executeRaw`
    insert into containment_order (id, tenant_id, grain, mode, target_id, target_key, target_name, epoch, snapshot_digest, covered, reason, scopes,
      follows_id, ordered_by, ordered_by_kind, ordered_by_name, committed_at)
    select ${id}::uuid, tenant_id, grain, 'strip', target_id, target_key, target_name, ${epoch}, snapshot_digest, covered, ${stage.cause},
      ${[...stage.scopes]}::text[], id, ${actor.id}, ${actor.kind}, ${actor.name}, clock_timestamp()
    from containment_order where id = ${order.id}::uuid and tenant_id = ${actor.tenantId}::uuid`
  await tx.$executeRaw`
    insert into containment_cover (order_id, tenant_id, kind, subject_id, subject_key, mode, epoch)
    select ${id}::uuid, tenant_id, kind, subject_id, subject_key, 'strip', ${epoch} from containment_cover
    where order_id = ${order.id}::uuid and tenant_id = ${actor.tenantId}::uuid and kind <> 'delegation'`
  await joinAsFollowing(tx, { id, tenantId: actor.tenantId, followsId: order.id })
  return { id, epoch: Number(epoch) }
}
