import type { TenantId } from '@/lib/kernel/ids'
import { LOCK } from './locks'
import { asRows } from './rows'
import type { Tx } from './transaction'

/**
 * The containment epoch of a tenant. Two contexts raise it, containment by an order and delegation by the withdrawal
 * of a mandate, and delegation may not import containment, so that what both must do in the same way is here.
 */
type Raw = Pick<Tx, '$queryRaw' | '$executeRaw'>

/** Feeds listen here for {tenant, epoch}. Delivered at the commit; what is not heard is found by the gap in epochs. */
export const CONTAINMENT_CHANNEL = 'lanyard_containment'

/** Waits for every batch that issues or records for the tenant, and holds off the next until the transaction ends. */
export const lockContainment = (tx: Raw, tenantId: TenantId): Promise<number> =>
  tx.$executeRaw`select pg_advisory_xact_lock(${LOCK.containment}::int4, hashtext(${tenantId}))`

/**
 * The tenant's next epoch, announced at the commit.
 *
 * INVARIANT: called under `lockContainment`, so that no token is issued between the epoch and what it covers.
 */
export async function raiseEpoch(tx: Raw, tenantId: TenantId): Promise<bigint> {
  const [row] = asRows<{ epoch: bigint }>(
    await tx.$queryRaw`
      with next as (
        insert into containment_epoch (tenant_id, epoch, updated_at) values (${tenantId}::uuid, 1, now())
        on conflict (tenant_id) do update set epoch = containment_epoch.epoch + 1, updated_at = now()
        returning epoch
      )
      select next.epoch from next, pg_notify(${CONTAINMENT_CHANNEL}, json_build_object('tenant', ${tenantId}::text, 'epoch', next.epoch)::text)`,
  )
  return (row as { epoch: bigint }).epoch
}
