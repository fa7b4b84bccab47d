import { hotTransaction } from '@/lib/db/hot'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { RETENTION_DAYS_MIN } from '../retention-contract'

/** Entries in one file: it is read whole to be checked. */
export const ARCHIVE_ENTRIES_MAX = 50_000
const POSITION_BYTES = 8

export type Part = { name: string; lower: string | null; upper: string }
/** Entries of one tenant in one partition. `left`: those that are in no archive yet. */
export type PartOfLog = { part: Part; tenantId: TenantId; entries: number; left: number; isDue: boolean; lastPosition: number }

/** Whether a file has the place, of `ledger_leaf l`. */
const ARCHIVED = `exists (select from ledger_archive a where a.tenant_id = l.tenant_id and a.removed_at is null and a.positions @> l.position)`
/** Of `ledger_entry e`: in the partition, and there alone is it looked for. */
const WITHIN = `e.id < $2 and ($1::uuid is null or e.id >= $1)`

/** Partitions that are old enough to leave the database, the oldest first, and what of which log is in each. */
export async function oldParts(): Promise<PartOfLog[]> {
  return hotTransaction('system', async (client) => {
    const { rows: parts } = await client.query<Part>(
      `select name, lower::text, upper::text from ledger_partitions() where not is_default and upper <= ledger_id_at((now() at time zone 'UTC') - interval '${RETENTION_DAYS_MIN} days') order by upper`,
    )
    const found: PartOfLog[] = []
    for (const part of parts) {
      const { rows } = await client.query<{ tenant_id: string; entries: string; left: string; due: boolean; last: string | null }>(
        `select e.tenant_id, count(*)::text as entries, count(*) filter (where not ${ARCHIVED})::text as left, max(l.position)::text as last,
           t.kind <> 'sample' and bool_and(l.position is not null and greatest(e.occurred_at, l.sealed_at) <= now() - make_interval(days => coalesce(r.days, ${RETENTION_DAYS_MIN}))) as due
         from ledger_entry e join tenant t on t.id = e.tenant_id left join ledger_leaf l on l.entry_id = e.id left join ledger_retention r on r.tenant_id = e.tenant_id
         where ${WITHIN} group by e.tenant_id, t.kind order by e.tenant_id`,
        [part.lower, part.upper],
      )
      for (const row of rows) found.push({ part, tenantId: trustedId<'tenant'>(row.tenant_id), entries: Number(row.entries), left: Number(row.left), isDue: row.due, lastPosition: Number(row.last ?? -1) })
    }
    return found
  })
}

export type Piece = { positions: Float64Array; occurredFrom: Date; occurredUntil: Date }

/** The next entries of a part that are in no archive, by their places; null when there is none. */
export async function nextPiece(tenantId: TenantId, { lower, upper }: Part, max: number): Promise<Piece | null> {
  const { rows } = await hotTransaction(tenantId, (client) =>
    client.query<{ positions: Buffer; from: Date | null; until: Date }>(
      `with piece as (
         select l.position, e.occurred_at from ledger_entry e join ledger_leaf l on l.entry_id = e.id
         where e.tenant_id = $3 and ${WITHIN} and not ${ARCHIVED} order by l.position limit $4
       )
       select coalesce(string_agg(int8send(position), ''::bytea order by position), ''::bytea) as positions, min(occurred_at) as from, max(occurred_at) as until from piece`,
      [lower, upper, tenantId, max],
    ),
  )
  const [row] = rows
  if (!row?.from) return null
  const { positions: packed } = row
  return { positions: Float64Array.from({ length: packed.length / POSITION_BYTES }, (_, n) => Number(packed.readBigInt64BE(n * POSITION_BYTES))), occurredFrom: row.from, occurredUntil: row.until }
}
