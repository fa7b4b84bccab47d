import { EMPTY_ROOT, HASH_BYTES, headOfBytes, nodeHash } from './hash'
import { splitOf, type Range } from './ranges'

/** Leaves under one entry of a tile one level up: tiles are 8 levels high (C2SP tlog-tiles). */
export const TILE_WIDTH = 256

/**
 * Hashes `start` to `end` of one level of tiles: level 0 holds leaf hashes, each hash of level n + 1 is the head of 256
 * hashes of level n. Only hashes of complete subtrees are ever asked for.
 */
export type ReadHashes = (level: number, start: number, end: number) => Promise<Buffer[]>

/** The head of the entries in `range` (RFC 9162 §2.1.1), read from as high up as the tiles reach. */
export async function rangeHash(read: ReadHashes, range: Range): Promise<Buffer> {
  const size = range.end - range.start
  if (size === 0) return EMPTY_ROOT
  const { level, width } = levelFor(size)
  if (size % width === 0 && size / width <= TILE_WIDTH) return headOf(await read(level, range.start / width, range.end / width))
  const middle = range.start + splitOf(size)
  const [left, right] = await rangeHashes(read, [{ start: range.start, end: middle }, { start: middle, end: range.end }])
  return nodeHash(left as Buffer, right as Buffer)
}

/** The head of each range: a proof, in the order in which it is written. Read one after the other, as one connection can. */
export async function rangeHashes(read: ReadHashes, ranges: readonly Range[]): Promise<Buffer[]> {
  const hashes: Buffer[] = []
  for (const range of ranges) hashes.push(await rangeHash(read, range))
  return hashes
}

/** The highest level of tiles that a subtree of `size` entries can be read from. */
function levelFor(size: number): { level: number; width: number } {
  let [level, width] = [0, 1]
  while (size >= width * TILE_WIDTH) {
    level++
    width *= TILE_WIDTH
  }
  return { level, width }
}

/** The head over hashes that lie side by side on one level. */
export function headOf(hashes: readonly Buffer[]): Buffer {
  if (hashes.some((hash) => hash.length !== HASH_BYTES)) throw new RangeError('not a hash')
  return headOfBytes(Buffer.concat(hashes))
}
