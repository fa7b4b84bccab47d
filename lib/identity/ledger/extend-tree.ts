import type pg from 'pg'
import { headOf, TILE_WIDTH } from '@/lib/tlog'
import { readHashes } from './read-hashes'

/** Nodes of one level written at once: a log of a million entries, met without a tree, takes four transactions. */
const NODES_MAX = 1_024
const LEVEL_MAX = 7

/** Writes the nodes that became complete with the log's first `size` entries; returns how many entries they now reach. */
export async function extendTree(client: pg.PoolClient, tenantId: string, size: number): Promise<number> {
  const read = readHashes(client, tenantId)
  let [below, reach] = [size, size]
  for (let level = 1; level <= LEVEL_MAX && below >= TILE_WIDTH; level++) {
    const have = await countOf(client, tenantId, level)
    const want = Math.min(Math.floor(below / TILE_WIDTH), have + NODES_MAX)
    const hashes: Buffer[] = []
    for (let index = have; index < want; index++) hashes.push(headOf(await read(level - 1, index * TILE_WIDTH, (index + 1) * TILE_WIDTH)))
    if (hashes.length > 0) await client.query({ name: 'ledger-nodes', text: INSERT, values: [tenantId, level, have, hashes] })
    if (level === 1) reach = want < Math.floor(below / TILE_WIDTH) ? want * TILE_WIDTH : size
    below = want
  }
  return reach
}

const INSERT = `insert into ledger_node (tenant_id, level, index, hash)
  select $1::uuid, $2::smallint, $3::bigint + n - 1, hash from unnest($4::bytea[]) with ordinality h(hash, n)`

/** Nodes have no gaps, so the last one's index tells how many there are. */
async function countOf(client: pg.PoolClient, tenantId: string, level: number): Promise<number> {
  const { rows } = await client.query<{ index: string }>({
    name: 'ledger-last-node',
    text: 'select index::text from ledger_node n where tenant_id = $1 and level = $2 order by n.index desc limit 1',
    values: [tenantId, level],
  })
  return rows[0] ? Number(rows[0].index) + 1 : 0
}
