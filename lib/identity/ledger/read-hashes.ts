import type pg from 'pg'
import { Fault } from '@/lib/kernel/fault'
import { TILE_WIDTH, type ReadHashes } from '@/lib/tlog'

/** The hashes of a tenant's tree: level 0 are its leaves, what lies above was written when it was complete. */
export function readHashes(client: Pick<pg.PoolClient, 'query'>, tenantId: string): ReadHashes {
  return async (level, start, end) => {
    if (end - start > TILE_WIDTH) throw new Fault('more hashes than a tile has were asked for')
    const { rows } = await client.query<{ hash: Buffer }>(
      level === 0
        ? { name: 'ledger-leaf-hashes', text: LEAVES, values: [tenantId, start, end] }
        : { name: 'ledger-node-hashes', text: NODES, values: [tenantId, start, end, level] },
    )
    if (rows.length !== end - start) throw new Fault(`the log's tree has a gap at level ${level}, between ${start} and ${end}`)
    return rows.map(({ hash }) => hash)
  }
}

const LEAVES = 'select leaf_hash as hash from ledger_leaf where tenant_id = $1 and position >= $2 and position < $3 order by position'
const NODES = 'select hash from ledger_node where tenant_id = $1 and level = $4 and index >= $2 and index < $3 order by index'
