import type { TenantId } from '@/lib/kernel/ids'
import { LOCK } from './locks'
import { asRows } from './rows'
import { Prisma } from '@/generated/prisma/client'
import type { Writer } from './plain-transaction'

/**
 * The containment epoch of a tenant. Two contexts raise it, containment by an order and delegation by the withdrawal
 * of a mandate, and delegation may not import containment, so that what both must do in the same way is here.
 */

/** Feeds listen here for {tenant, epoch}. Delivered at the commit; what is not heard is found by the gap in epochs. */
export const CONTAINMENT_CHANNEL = 'lanyard_containment'

/** Waits for every batch that issues or records for the tenant, and holds off the next until the transaction ends. */
export const lockContainment = (tx: Pick<Writer, '$executeRaw'>, tenantId: TenantId): Promise<unknown> =>
  tx.$executeRaw`select pg_advisory_xact_lock(${LOCK.containment}::int4, hashtext(${tenantId}))`

/**
 * The tenant's next epoch, announced at the commit.
 *
 * INVARIANT: called under `lockContainment`, so that no token is issued between the epoch and what it covers.
 */
export async function raiseEpoch(tx: Pick<Writer, '$queryRaw'>, tenantId: TenantId): Promise<bigint> {
  const [row] = asRows<{ epoch: bigint }>(await tx.$queryRaw`with ${raisedEpoch(tenantId)} select epoch from raised`)
  return (row as { epoch: bigint }).epoch
}

/** The same within a statement that needs the epoch: its one row is `raised`, which the statement must read. */
export const raisedEpoch = (tenantId: TenantId): Prisma.Sql => Prisma.sql`
  next as (
    insert into containment_epoch (tenant_id, epoch, updated_at) values (${tenantId}::uuid, 1, now())
    on conflict (tenant_id) do update set epoch = containment_epoch.epoch + 1, updated_at = now()
    returning epoch
  ),
  raised as materialized (
    select next.epoch from next, pg_notify(${CONTAINMENT_CHANNEL}, json_build_object('tenant', ${tenantId}::text, 'epoch', next.epoch)::text)
  )`
