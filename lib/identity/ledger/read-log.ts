import { hotTransaction } from '@/lib/db/hot'
import type { TenantId } from '@/lib/kernel/ids'
import { TILE_WIDTH, type Tile } from '@/lib/tlog'
import { canonicalEntry, ENTRY_COLUMNS, type LedgerRow } from './leaf'
import { readHashes } from './read-hashes'
import { readArchived, type ReadArchive } from './retention/read-archived'

/** A signed head as it was published. Sizes are entries. */
export type PublishedHead = { size: number; root: Buffer; note: string; vkey: string; createdAt: Date }

type HeadRow = { size: string; root: Buffer; note: string; vkey: string; created_at: Date }

/** With the cosignatures that there are of it, below the log's own (C2SP tlog-cosignature). */
const HEAD = `select c.size::text, c.root, c.note || coalesce((select string_agg(k.line, '' order by k.line) from ledger_cosignature k where k.tenant_id = c.tenant_id and k.size = c.size), '') as note, c.vkey, c.created_at
  from ledger_checkpoint c where c.tenant_id = $1`

/** The newest signed head of a tenant's log; null before the first. */
export const publishedHead = (tenantId: TenantId): Promise<PublishedHead | null> => headOf(tenantId, { name: 'ledger-head', text: `${HEAD} order by c.size desc limit 1` })

/** The newest head that a witness has cosigned; null where none was, or the log has no witness. */
export const cosignedHead = (tenantId: TenantId): Promise<PublishedHead | null> =>
  headOf(tenantId, { name: 'ledger-head-cosigned', text: `${HEAD} and c.size = (select k.size from ledger_cosignature k where k.tenant_id = $1 order by k.size desc limit 1)` })

/** The signed head of so many entries; null where none was signed at that size. */
export const headAt = (tenantId: TenantId, size: number): Promise<PublishedHead | null> => headOf(tenantId, { name: 'ledger-head-at', text: `${HEAD} and c.size = $2` }, size)

/** The head that evidence of entries up to a place stands under: the newest that a witness has cosigned, where it reaches that far. */
export async function headOver(tenantId: TenantId, newest: PublishedHead, last: number): Promise<PublishedHead> {
  const cosigned = await cosignedHead(tenantId)
  return cosigned && cosigned.vkey === newest.vkey && last < cosigned.size ? cosigned : newest
}

async function headOf(tenantId: TenantId, statement: { name: string; text: string }, ...more: unknown[]): Promise<PublishedHead | null> {
  const { rows } = await hotTransaction(tenantId, (client) => client.query<HeadRow>({ ...statement, values: [tenantId, ...more] }))
  const [row] = rows
  return row ? { size: Number(row.size), root: row.root, note: row.note, vkey: row.vkey, createdAt: row.created_at } : null
}

/** The hashes of a tile (C2SP tlog-tiles); null when no signed head has them, or none had a partial tile of this width. */
export async function readTile(tenantId: TenantId, tile: Tile & { level: number }): Promise<Buffer[] | null> {
  const width = TILE_WIDTH ** tile.level
  return hotTransaction(tenantId, async (client) => {
    const { rows } = await client.query<{ published: boolean }>({
      name: 'ledger-tile-published',
      text: `select exists (select from ledger_checkpoint where tenant_id = $1 and size >= $2 and ($3::bigint is null or size < $3)) as published`,
      values: [tenantId, tile.end * width, tile.end % TILE_WIDTH === 0 ? null : (tile.end + 1) * width],
    })
    return rows[0]?.published ? readHashes(client, tenantId)(tile.level, tile.start, tile.end) : null
  })
}

type PlacedRow = (LedgerRow | { id: null }) & { place: string; leaf_hash: Buffer }

/**
 * Sealed entries `start` to `end`, each as the text that its leaf is the hash of.
 *
 * @param readArchive for those that have left the database
 * @returns null where one of them is neither here nor, as it was sealed, in an archive
 */
export async function readEntries(tenantId: TenantId, start: number, end: number, readArchive: ReadArchive | null): Promise<string[] | null> {
  const { rows } = await hotTransaction(tenantId, (client) =>
    client.query<PlacedRow>({
      name: 'ledger-entries',
      text: `select ${ENTRY_COLUMNS}, l.position::text as place, l.leaf_hash from ledger_leaf l left join ledger_entry e on e.id = l.entry_id
        where l.tenant_id = $1 and l.position >= $2 and l.position < $3 order by l.position`,
      values: [tenantId, start, end],
    }),
  )
  const gone = new Map(rows.flatMap(({ id, place, leaf_hash }): [number, Buffer][] => (id === null ? [[Number(place), leaf_hash]] : [])))
  const archived = gone.size > 0 && readArchive ? await readArchived(tenantId, gone, readArchive) : new Map<number, string>()
  const entries = rows.map((row) => (row.id === null ? archived.get(Number(row.place)) : canonicalEntry(row))).filter((entry) => entry !== undefined)
  return entries.length === rows.length ? entries : null
}
