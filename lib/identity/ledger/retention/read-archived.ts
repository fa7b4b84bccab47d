import type { TenantId } from '@/lib/kernel/ids'
import { hotTransaction } from '@/lib/db/hot'

/** Entries as they stand in a file of an archive, at these places; null where the file is not there, or does not have all of them. */
export type ReadArchive = (file: string, positions: readonly number[]) => Promise<string[] | null>

/** Entries that are in files alone, of places that have no row any more: by place. Those of a file that cannot be read are not in it. */
export async function readArchived(tenantId: TenantId, positions: readonly number[], readArchive: ReadArchive): Promise<Map<number, string>> {
  const { rows } = await hotTransaction(tenantId, (client) =>
    client.query<{ file: string; positions: string[] }>(
      `select a.file, array_agg(p.position::text order by p.position) as positions from unnest($2::bigint[]) p(position)
       join ledger_archive a on a.tenant_id = $1 and a.removed_at is not null and a.first_position <= p.position and a.last_position >= p.position and a.positions @> p.position
       group by a.id, a.file`,
      [tenantId, positions],
    ),
  )
  const found = new Map<number, string>()
  for (const { file, positions: places } of rows) {
    const wanted = places.map(Number)
    const entries = await readArchive(file, wanted)
    entries?.forEach((entry, n) => found.set(wanted[n] as number, entry))
  }
  return found
}
