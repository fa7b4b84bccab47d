import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'

/** The file that alone has the entry at this place; null: the entry is in the database, or there is none. */
export async function findArchiveOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, position: bigint): Promise<string | null> {
  const rows = asRows<{ id: string }>(
    await tx.$queryRaw`select id from ledger_archive where tenant_id = ${tenantId}::uuid and removed_at is not null
      and first_position <= ${position} and last_position >= ${position} and positions @> ${position}::bigint order by removed_at desc limit 1`,
  )
  return rows[0]?.id ?? null
}
