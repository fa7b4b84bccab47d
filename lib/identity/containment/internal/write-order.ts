import { raiseEpoch } from '@/lib/db/epoch'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { OrderId } from '@/lib/kernel/ids'
import type { Actor } from '../../actor'
import type { CoverageView } from '../contract'
import { coveredOf } from './covered'

/**
 * Writes an order: the tenant's next epoch with its notification, the order, and one row for each covered agent. SQL,
 * because a thousand rows by insert..select cost milliseconds, and by the client's createMany ten times that.
 * `committed_at` is the database's clock just before the commit: measured from it, a point's enforcement looks slower
 * than it was and never faster.
 *
 * INVARIANT: called under `lockContainment`, with a coverage that was read under it.
 */
export async function writeOrder(
  tx: Pick<Tx, '$queryRaw' | '$executeRaw'>,
  actor: Actor,
  order: { id: OrderId; coverage: CoverageView; reason: string | null },
): Promise<{ epoch: number; committedAt: Date }> {
  const { id, coverage, reason } = order
  const epoch = await raiseEpoch(tx, actor.tenantId)
  const [written] = asRows<{ committed_at: Date }>(
    await tx.$queryRaw`
      with ordered as (
        insert into containment_order (id, tenant_id, grain, mode, target_id, target_name, epoch, snapshot_digest, covered, reason,
          ordered_by, ordered_by_kind, ordered_by_name, committed_at)
        values (${id}::uuid, ${actor.tenantId}::uuid, ${coverage.grain}, 'suspend', ${coverage.target.id}::uuid, ${coverage.target.name},
          ${epoch}, ${coverage.snapshot_digest}, ${JSON.stringify(coveredOf(coverage))}::jsonb, ${reason},
          ${actor.id}, ${actor.kind}, ${actor.name}, clock_timestamp())
        returning committed_at
      ),
      covered as (
        insert into containment_cover (order_id, tenant_id, kind, subject_id, epoch)
        select ${id}::uuid, ${actor.tenantId}::uuid, 'agent', agent.id, ${epoch}
        from unnest(${coverage.agents.map((agent) => agent.id)}::uuid[]) agent(id)
      )
      select committed_at from ordered`,
  )
  return { epoch: Number(epoch), committedAt: (written as { committed_at: Date }).committed_at }
}
