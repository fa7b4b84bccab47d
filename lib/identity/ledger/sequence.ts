import type pg from 'pg'
import { hotTransaction } from '@/lib/db/hot'
import { LOCK } from '@/lib/db/locks'
import { HASH_BYTES } from '@/lib/tlog'
import { chainHash, ENTRY_COLUMNS, GENESIS, leafHash, type LedgerRow } from './leaf'

/** Entries given a place in one transaction; a tenant that writes faster waits for the next, which follows at once. */
const BATCH_MAX = 4_000

type Unsealed = LedgerRow & { xid: string }
export type Sequenced = { sealed: number; more: boolean }

/**
 * Gives committed entries their places. Only entries of transactions below the snapshot's xmin are taken: nothing that
 * could still commit stands before them, so no late commit is ever skipped. One process does it at a time (advisory
 * lock); another finds the lock held and returns. INVARIANT: a place is given once, in the order of transactions.
 */
export async function sequence(batchMax = BATCH_MAX): Promise<Sequenced> {
  return hotTransaction('system', async (client) => {
    const lock = await client.query('select pg_try_advisory_xact_lock($1, 0) as held', [LOCK.sequencer])
    if (!lock.rows[0].held) return { sealed: 0, more: false }
    const { entries, cursor, more } = await committedSince(client, batchMax)
    if (cursor === null) return { sealed: 0, more: false }
    await writeLeaves(client, entries)
    await client.query('update ledger_cursor set xid = $1::xid8, updated_at = now() where id = 1', [cursor])
    return { sealed: entries.length, more }
  })
}

async function committedSince(client: pg.PoolClient, batchMax: number): Promise<{ entries: Unsealed[]; cursor: string | null; more: boolean }> {
  const bounds = await client.query<{ since: string; xmin: string }>(
    'select xid::text as since, pg_snapshot_xmin(pg_current_snapshot())::text as xmin from ledger_cursor where id = 1',
  )
  const { since, xmin } = bounds.rows[0] as { since: string; xmin: string }
  // Along the index of transactions, however much waits: whatever is sorted is read to its end first. And planned once a
  // connection: over all partitions that takes longer than to read what came in since the last time. `offset 0` has each
  // entry's leaf looked up: a plan that was made while there were few leaves would read all of them, every time.
  await client.query('set local enable_sort = off; set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan')
  const found = await client.query<Unsealed>({
    name: 'ledger-unsealed',
    text: `select ${ENTRY_COLUMNS}, e.xid::text from ledger_entry e
      where e.xid >= $1::xid8 and e.xid < $2::xid8 and not exists (select from ledger_leaf l where l.entry_id = e.id offset 0)
      order by e.xid, e.id limit $3`,
    values: [since, xmin, batchMax],
  })
  if (found.rows.length < batchMax) return { entries: found.rows, cursor: found.rows.length ? xmin : null, more: false }
  // Cut short: what is left of the last transaction is found again, since it has no leaf yet.
  return { entries: found.rows, cursor: found.rows.at(-1)?.xid ?? null, more: true }
}

async function writeLeaves(client: pg.PoolClient, entries: readonly LedgerRow[]): Promise<void> {
  const tenants = [...new Set(entries.map((entry) => entry.tenant_id))]
  const heads = await client.query<{ tenant_id: string; position: string; chain_hash: Buffer }>({
    name: 'ledger-heads',
    text: `select t.id as tenant_id, l.position::text, l.chain_hash from unnest($1::uuid[]) t(id)
      cross join lateral (select position, chain_hash from ledger_leaf where tenant_id = t.id order by position desc limit 1) l`,
    values: [tenants],
  })
  const head = new Map(heads.rows.map((row) => [row.tenant_id, { position: BigInt(row.position), chain: row.chain_hash }]))
  const hashes = Buffer.alloc(entries.length * 2 * HASH_BYTES)
  const positions = entries.map((entry, n) => {
    const before = head.get(entry.tenant_id) ?? { position: -1n, chain: GENESIS }
    const leaf = leafHash(entry)
    const next = { position: before.position + 1n, chain: chainHash(before.chain, leaf) }
    head.set(entry.tenant_id, next)
    leaf.copy(hashes, n * 2 * HASH_BYTES)
    next.chain.copy(hashes, (n * 2 + 1) * HASH_BYTES)
    return next.position.toString()
  })
  await client.query({ name: 'ledger-seal', text: SEAL, values: [entries.map(({ tenant_id }) => tenant_id), positions, entries.map(({ id }) => id), hashes] })
}

/** Hashes come side by side, a leaf's before its link: as two arrays of bytes they would be written and read as text. */
const SEAL = `insert into ledger_leaf (tenant_id, position, entry_id, leaf_hash, chain_hash)
  select tenant_id, position, entry_id, substring($4::bytea from (2 * n - 2)::int * ${HASH_BYTES} + 1 for ${HASH_BYTES}), substring($4::bytea from (2 * n - 1)::int * ${HASH_BYTES} + 1 for ${HASH_BYTES})
  from unnest($1::uuid[], $2::bigint[], $3::uuid[]) with ordinality l(tenant_id, position, entry_id, n)`
