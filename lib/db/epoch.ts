import { trustedId, type OrderId, type TenantId } from '@/lib/kernel/ids'
import { LOCK } from './locks'
import { asRows } from './rows'
import type { Tx } from './transaction'

/**
 * The containment epoch of a tenant. Two contexts raise it, containment by an order and delegation by the withdrawal
 * of a mandate, and neither may import the other, so that what both must do in the same way is here.
 */
type Raw = Pick<Tx, '$queryRaw' | '$executeRaw'>

/** Enforcement feeds listen here; NOTIFY is delivered at the commit, and never for a transaction that rolled back. */
export const EPOCH_CHANNEL = 'lanyard_epoch'

/** Waits for every batch that issues or records for the tenant, and holds off the next until the transaction ends. */
export async function lockContainment(tx: Raw, tenantId: TenantId): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${LOCK.containment}::int4, hashtext(${tenantId}))`
}

/** INVARIANT: called under `lockContainment`, so that no token is issued between the epoch and what it covers. */
export async function raiseEpoch(tx: Raw, tenantId: TenantId): Promise<bigint> {
  const [row] = asRows<{ epoch: bigint }>(
    await tx.$queryRaw`
      insert into containment_epoch (tenant_id, epoch) values (${tenantId}::uuid, 1)
      on conflict (tenant_id) do update set epoch = containment_epoch.epoch + 1, updated_at = now()
      returning epoch`,
  )
  return (row as { epoch: bigint }).epoch
}

export type EpochNotice = { tenantId: TenantId; orderId: OrderId; epoch: bigint }

/** Ids only: a payload is at most 8,000 bytes, and who hears it reads the covers itself. */
export async function announceEpoch(tx: Raw, { tenantId, orderId, epoch }: EpochNotice): Promise<void> {
  await tx.$executeRaw`select pg_notify(${EPOCH_CHANNEL}, ${[tenantId, orderId, epoch].join(' ')})`
}

/** Null for a payload that is not one of ours: anybody who may connect may NOTIFY. */
export function parseEpochNotice(payload: string | undefined): EpochNotice | null {
  const [tenantId, orderId, epoch] = (payload ?? '').split(' ')
  if (!tenantId || !orderId || !epoch || !/^\d{1,18}$/.test(epoch)) return null
  return { tenantId: trustedId(tenantId), orderId: trustedId(orderId), epoch: BigInt(epoch) }
}
