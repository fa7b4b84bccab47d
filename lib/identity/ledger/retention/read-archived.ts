import { hotTransaction } from '@/lib/db/hot'
import type { TenantId } from '@/lib/kernel/ids'
import { leafHash } from '@/lib/tlog'

const NONE = Buffer.alloc(0)

/** Those of the entries that stand in a file of an archive, by place: each is one whose leaf is the one that is asked for there. */
export type ReadArchive = (file: string, wanted: ReadonlyMap<number, Buffer>) => Promise<ReadonlyMap<number, string>>

/**
 * Entries that are in files alone, of places that have no row any more: by place. Those of a file that cannot be read are not in it.
 *
 * @param leaves of the places: a file is believed no more than it shows
 */
export async function readArchived(tenantId: TenantId, leaves: ReadonlyMap<number, Buffer>, readArchive: ReadArchive): Promise<Map<number, string>> {
  const { rows } = await hotTransaction(tenantId, (client) =>
    client.query<{ file: string; positions: string[] }>(
      `select a.file, array_agg(p.position::text order by p.position) as positions from unnest($2::bigint[]) p(position)
       join ledger_archive a on a.tenant_id = $1 and a.removed_at is not null and a.first_position <= p.position and a.last_position >= p.position and a.positions @> p.position
       group by a.id, a.file`,
      [tenantId, [...leaves.keys()]],
    ),
  )
  const found = new Map<number, string>()
  for (const { file, positions: places } of rows) {
    const wanted = new Map(places.map((place): [number, Buffer] => [Number(place), leaves.get(Number(place)) as Buffer]))
    for (const [place, entry] of await readArchive(file, wanted)) if (leafHash(entry).equals(wanted.get(place) ?? NONE)) found.set(place, entry)
  }
  return found
}
