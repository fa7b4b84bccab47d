import type pg from 'pg'
import { hotTransaction } from '@/lib/db/hot'
import { LOCK } from '@/lib/db/locks'
import { Fault } from '@/lib/kernel/fault'
import { consistencyRanges, rangeHash, rangeHashes, signCheckpoint, verifyConsistency, type NoteSigner } from '@/lib/tlog'
import { extendTree } from './extend-tree'
import { readHashes } from './read-hashes'

/** Signs the heads of a tenant's log; its name is the log's origin. */
export type CheckpointSigner = (tenantId: string) => NoteSigner

type Log = { tenant_id: string; size: string; previous_size: string | null; previous_root: Buffer | null }

/**
 * Signs a new head for every log that has grown. A head is signed only when the tree proves the last one to be its
 * beginning, and only as the one that follows it: the log never says two different things about itself.
 *
 * @returns how many heads were signed, and whether a log has more than one transaction could take
 * @throws Fault when the stored tree contradicts the last head; nothing is signed for any log then
 */
export async function publishCheckpoints(signerOf: CheckpointSigner): Promise<{ signed: number; more: boolean }> {
  return hotTransaction('system', async (client) => {
    const lock = await client.query('select pg_try_advisory_xact_lock($1, 0) as held', [LOCK.sequencer])
    if (!lock.rows[0].held) return { signed: 0, more: false }
    // The plan is kept: one that was made while a log was short would read all of it for its last leaf.
    await client.query('set local enable_seqscan = off; set local enable_sort = off')
    const { rows } = await client.query<Log>({ name: 'ledger-grown', text: GROWN })
    let more = false
    for (const log of rows) {
      const size = await extendTree(client, log.tenant_id, Number(log.size))
      if (size > Number(log.previous_size ?? 0)) await publish(client, log, size, signerOf(log.tenant_id))
      more ||= size < Number(log.size)
    }
    return { signed: rows.length, more }
  })
}

const GROWN = `select t.id as tenant_id, (l.position + 1)::text as size, c.size::text as previous_size, c.root as previous_root
  from tenant t
  cross join lateral (select position from ledger_leaf where tenant_id = t.id order by position desc limit 1) l
  left join lateral (select size, root from ledger_checkpoint where tenant_id = t.id order by size desc limit 1) c on true
  where c.size is null or c.size <= l.position
  order by t.id`

async function publish(client: pg.PoolClient, log: Log, size: number, signer: NoteSigner): Promise<void> {
  const read = readHashes(client, log.tenant_id)
  const root = await rangeHash(read, { start: 0, end: size })
  if (log.previous_root) {
    const from = Number(log.previous_size)
    const proof = await rangeHashes(read, consistencyRanges(from, size))
    if (!verifyConsistency(from, size, log.previous_root, root, proof))
      throw new Fault(`the log of tenant ${log.tenant_id} contradicts its signed head at ${from} entries: no head is signed any more`)
  }
  const note = signCheckpoint({ origin: signer.name, size, root }, signer)
  await client.query({
    name: 'ledger-checkpoint',
    text: 'insert into ledger_checkpoint (tenant_id, size, root, previous_size, note, vkey) values ($1, $2, $3, $4, $5, $6)',
    values: [log.tenant_id, size, root, log.previous_size ?? 0, note, signer.vkey],
  })
}
