import type pg from 'pg'
import { hotTransaction } from '@/lib/db/hot'
import { LOCK } from '@/lib/db/locks'
import { newId, trustedId, type TenantId } from '@/lib/kernel/ids'
import { appendBatch, type HotEntry } from '../append-batch'
import type { Part, Piece } from './archive-work'

const JOB = { kind: 'job', id: 'ledger.archive', name: 'Archive of the ledger' } as const

/** A file as it was found on the disk after it was written. */
export type WrittenArchive = { file: string; bytes: number; sha256: string; manifestSha256: string; headSize: number }
export type KnownArchive = { id: string; tenantId: TenantId; file: string; sha256: string; manifestSha256: string; problem: string | null }

/** That these entries are in this file, once; nothing when another process was first. Only now do they count as archived. */
export async function recordArchive(tenantId: TenantId, part: Part, piece: Piece, written: WrittenArchive): Promise<boolean> {
  const { positions } = piece
  const [first, last] = [positions[0] as number, positions.at(-1) as number]
  return hotTransaction('system', async (client) => {
    await client.query('select pg_advisory_xact_lock($1, 0)', [LOCK.ledgerArchive])
    const ranges = multirangeOf(positions)
    const { rowCount: taken } = await client.query('select from ledger_archive where tenant_id = $1 and removed_at is null and positions && $2::int8multirange limit 1', [tenantId, ranges])
    if (taken) return false
    const id = newId<'ledger_archive'>()
    await client.query(
      `insert into ledger_archive (id, tenant_id, part, positions, first_position, last_position, entries, occurred_from, occurred_until, file, bytes, sha256, manifest_sha256, head_size, checked_at)
       values ($1, $2, $3, $4::int8multirange, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, now())`,
      [id, tenantId, part.name, ranges, first, last, positions.length, piece.occurredFrom, piece.occurredUntil, written.file, written.bytes, written.sha256, written.manifestSha256, written.headSize],
    )
    const detail = { entries: positions.length, first_position: first, last_position: last, sha256: written.sha256, manifest_sha256: written.manifestSha256, size: written.headSize }
    await appendBatch(client, [entry(tenantId, 'ledger.archive', { subject: { kind: 'archive', id, name: written.file }, detail })])
    return true
  })
}

/** The files that a partition's entries are in. */
export async function archivesOf({ lower, upper }: Part): Promise<KnownArchive[]> {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<{ id: string; tenant_id: string; file: string; sha256: string; manifest_sha256: string; problem: string | null }>(
      `select a.id, a.tenant_id, a.file, a.sha256, a.manifest_sha256, a.problem from ledger_archive a join ledger_leaf l on l.tenant_id = a.tenant_id and l.position = a.first_position
       where a.removed_at is null and l.entry_id < $2 and ($1::uuid is null or l.entry_id >= $1) order by a.tenant_id, a.first_position`,
      [lower, upper],
    ),
  )
  return rows.map(({ id, tenant_id, file, sha256, manifest_sha256, problem }) => ({ id, tenantId: trustedId<'tenant'>(tenant_id), file, sha256, manifestSha256: manifest_sha256, problem }))
}

/** What reading a file again came to. That it is not what was written is an entry of the ledger, once. */
export async function noteCheck({ id, tenantId, file, problem: before }: KnownArchive, problem: string | null): Promise<void> {
  await hotTransaction('system', async (client) => {
    await client.query('update ledger_archive set checked_at = case when $2::text is null then now() end, problem = $2 where id = $1', [id, problem])
    if (problem !== null && before === null) await appendBatch(client, [entry(tenantId, 'ledger.archive.check', { result: 'failed', reason: 'archive_changed', subject: { kind: 'archive', id, name: file }, detail: { problem } })])
  })
}

export type Removal = { removed: number; kept: null } | { removed: 0; kept: string }

/** Takes a partition out of the database, where the database finds every entry of it sealed, old enough, and archived. */
export async function removePart(part: string): Promise<Removal> {
  try {
    return await hotTransaction('system', async (client) => {
      const { rows } = await client.query<{ tenant: string; archives: string; removed: string }>('select tenant, archives::text, removed::text from ledger_remove_part($1)', [part])
      const entries = rows.map(({ tenant, archives, removed }) =>
        entry(tenant, 'ledger.archive.remove', { subject: { kind: 'ledger', id: part, name: part }, detail: { part, entries: Number(removed), files: Number(archives) } }),
      )
      await appendBatch(client, entries)
      return { removed: rows.reduce((sum, { removed }) => sum + Number(removed), 0), kept: null }
    })
  } catch (error) {
    const kept = reasonOf(error)
    if (kept === null) throw error
    return { removed: 0, kept }
  }
}

/** Then reading the files again may change it. */
export const NO_GOOD_FILE = 'an entry is in no archive whose file was found good'

/** Why a partition may not go yet; null: the database would let it. */
export const keptBecause = (part: string): Promise<string | null> =>
  hotTransaction('system', async (client) => (await client.query<{ why: string | null }>('select ledger_part_kept($1) as why', [part])).rows[0]?.why ?? null)

/** 55000: the database will not; 55P03: a lock was not free. Anything else is a fault. */
function reasonOf(error: unknown): string | null {
  const { code, message } = error as pg.DatabaseError
  if (code === '55P03') return 'the ledger is being read at length'
  return code === '55000' ? message : null
}

function entry(tenantId: string, action: string, over: Pick<HotEntry, 'subject' | 'detail'> & Partial<Pick<HotEntry, 'result' | 'reason'>>): HotEntry {
  return { id: newId<'ledger_entry'>(), tenantId, occurredAt: new Date(), action, result: 'ok', actor: JOB, ...over }
}

/** `{[0,5),[9,10)}` of ascending places. */
export function multirangeOf(positions: ArrayLike<number>): string {
  const ranges: string[] = []
  for (let at = 0; at < positions.length; ) {
    const first = positions[at] as number
    let next = first
    while (positions[at] === next) {
      at++
      next++
    }
    ranges.push(`[${first},${next})`)
  }
  return `{${ranges.join(',')}}`
}
