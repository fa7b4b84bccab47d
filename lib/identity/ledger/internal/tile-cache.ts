import { TILE_WIDTH, type ReadHashes } from '@/lib/tlog'

/** Reads whole tiles and keeps one of each level: a proof that is made from left to right then reads every tile once. */
export function cachedTiles(read: ReadHashes, size: number): ReadHashes {
  const kept = new Map<number, { tile: number; hashes: Buffer[] }>()
  return async (level, start, end) => {
    const tile = Math.floor(start / TILE_WIDTH)
    const first = tile * TILE_WIDTH
    if (end > first + TILE_WIDTH) return read(level, start, end)
    if (kept.get(level)?.tile !== tile) {
      const available = Math.floor(size / TILE_WIDTH ** level)
      kept.set(level, { tile, hashes: await read(level, first, Math.min(first + TILE_WIDTH, available)) })
    }
    return kept.get(level)?.hashes.slice(start - first, end - first) ?? []
  }
}
