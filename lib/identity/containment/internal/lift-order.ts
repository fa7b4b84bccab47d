import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { Fault } from '@/lib/kernel/fault'
import type { Actor } from '../../actor'
import { CONTAINMENT_CHANNEL } from './write-order'

/**
 * Lifts an order in one statement, as `writeOrder` writes it: a lifting is an epoch too, so that no enforcement point
 * can miss it. The covers stay: a token from before their epoch is dead for ever.
 */
export async function liftOrder(tx: Pick<Tx, '$queryRaw'>, actor: Actor, orderId: string, reason: string): Promise<{ epoch: number }> {
  const [lifted] = asRows<{ epoch: bigint }>(
    await tx.$queryRaw`
      with next as (
        insert into containment_epoch (tenant_id, epoch, updated_at) values (${actor.tenantId}::uuid, 1, now())
        on conflict (tenant_id) do update set epoch = containment_epoch.epoch + 1, updated_at = now()
        returning epoch
      ),
      lifted as (
        update containment_order set lifted_at = clock_timestamp(), lifted_by = ${actor.id}, lifted_by_name = ${actor.name},
          lifted_reason = ${reason}
        where id = ${orderId}::uuid and tenant_id = ${actor.tenantId}::uuid and lifted_at is null
        returning id
      ),
      uncovered as (
        update containment_cover c set lifted_epoch = next.epoch, lifted_at = clock_timestamp()
        from next, lifted where c.order_id = lifted.id and c.lifted_epoch is null
      )
      select next.epoch from next, lifted, pg_notify(${CONTAINMENT_CHANNEL},
        json_build_object('tenant', ${actor.tenantId}, 'epoch', next.epoch)::text)`,
  )
  if (!lifted) throw new Fault('containment order was not lifted')
  return { epoch: Number(lifted.epoch) }
}
