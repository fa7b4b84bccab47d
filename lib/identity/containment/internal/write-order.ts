import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { Fault } from '@/lib/kernel/fault'
import type { OrderId } from '@/lib/kernel/ids'
import type { Actor } from '../../actor'
import type { CoverageView } from '../contract'
import { coveredOf } from './covered'

/** Payload of the notification: {tenant, epoch}. It wakes those who listen; what they do not hear they find by the epoch. */
export const CONTAINMENT_CHANNEL = 'lanyard_containment'

export type Written = { epoch: number; committedAt: Date }

/**
 * Writes an order whole in one statement: the tenant's next epoch, the order, one row for each covered agent, and the
 * notification that leaves with the commit. SQL, because a thousand rows by insert..select cost milliseconds, and a
 * thousand by the client's own createMany ten times that. `committed_at` is the database's clock just before the
 * commit, so that measured from it a point's enforcement looks slower than it was, never faster.
 */
export async function writeOrder(
  tx: Pick<Tx, '$queryRaw'>,
  actor: Actor,
  order: { id: OrderId; coverage: CoverageView; reason: string | null },
): Promise<Written> {
  const { coverage } = order
  const [written] = asRows<{ epoch: bigint; committed_at: Date }>(
    await tx.$queryRaw`
      with next as (
        insert into containment_epoch (tenant_id, epoch, updated_at) values (${actor.tenantId}::uuid, 1, now())
        on conflict (tenant_id) do update set epoch = containment_epoch.epoch + 1, updated_at = now()
        returning epoch
      ),
      ordered as (
        insert into containment_order (id, tenant_id, grain, mode, target_id, target_name, epoch, snapshot_digest, covered, reason,
          ordered_by, ordered_by_kind, ordered_by_name, committed_at)
        select ${order.id}::uuid, ${actor.tenantId}::uuid, ${coverage.grain}, 'suspend', ${coverage.target.id}::uuid, ${coverage.target.name},
          next.epoch, ${coverage.snapshot_digest}, ${JSON.stringify(coveredOf(coverage))}::jsonb, ${order.reason},
          ${actor.id}, ${actor.kind}, ${actor.name}, clock_timestamp()
        from next
        returning epoch, committed_at
      ),
      covered as (
        insert into containment_cover (order_id, tenant_id, kind, subject_id, epoch)
        select ${order.id}::uuid, ${actor.tenantId}::uuid, 'agent', agent.id, ordered.epoch
        from ordered, unnest(${coverage.agents.map(({ id }) => id)}::uuid[]) agent(id)
      )
      select ordered.epoch, ordered.committed_at from ordered, pg_notify(${CONTAINMENT_CHANNEL},
        json_build_object('tenant', ${actor.tenantId}, 'epoch', ordered.epoch)::text)`,
  )
  if (!written) throw new Fault('containment order was not written')
  return { epoch: Number(written.epoch), committedAt: written.committed_at }
}
