import { hotTransaction } from '@/lib/db/hot'
import type { TenantId } from '@/lib/kernel/ids'
import { consistencyRanges, eachMultiproofRange, HashBuffer, rangeHash, rangeHashes } from '@/lib/tlog'
import { readHashes } from '../read-hashes'
import { cachedTiles } from './tile-cache'

/** Steps of a walk over a tree between two turns of the event loop: others are issued tokens meanwhile. */
const STEPS = 4_096
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** How many hashes a proof of these entries takes; `max + 1` for more than `max`. */
export async function countProofHashes(positions: ArrayLike<number>, size: number, max: number): Promise<number> {
  let count = 0
  for (const _range of eachMultiproofRange(positions, size)) {
    if (++count > max) return count
    if (count % STEPS === 0) await turn()
  }
  return count
}

/** The hashes between these entries, up to the head of `size` entries; each tile in a transaction of its own. */
export async function proofOf(tenantId: TenantId, positions: ArrayLike<number>, size: number): Promise<HashBuffer> {
  const read = cachedTiles((level, start, end) => hotTransaction(tenantId, (client) => readHashes(client, tenantId)(level, start, end)), size)
  const hashes = new HashBuffer()
  for (const range of eachMultiproofRange(positions, size)) {
    hashes.push(await rangeHash(read, range))
    if (hashes.length % STEPS === 0) await turn()
  }
  return hashes
}

/** That the log of `from` entries is the beginning of the log of `size`. */
export const consistencyOf = (tenantId: TenantId, from: number, size: number): Promise<Buffer[]> =>
  hotTransaction(tenantId, (client) => rangeHashes(readHashes(client, tenantId), consistencyRanges(from, size)))
