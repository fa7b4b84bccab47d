import { TILE_WIDTH } from './range-hash'

/** One tile: hashes `start` to `end` of a level. A partial tile (`.p/W`) ends before its 256th hash. */
export type Tile = { level: number | 'entries'; start: number; end: number }

const LEVEL_MAX = 7

/** Reads `<L>/<N>[.p/<W>]` of C2SP tlog-tiles, `L` a level or `entries`; null when it is no such path. */
export function readTilePath(path: string): Tile | null {
  const [, level, index, partial] = /^(0|[1-9][0-9]?|entries)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(path) ?? []
  if (level === undefined || index === undefined) return null
  if (index.startsWith('x000/')) return null // one way to write a number
  const width = partial === undefined ? TILE_WIDTH : Number(partial)
  const start = Number(index.replace(/[x/]/g, '')) * TILE_WIDTH
  if ((level !== 'entries' && Number(level) > LEVEL_MAX) || (partial !== undefined && width >= TILE_WIDTH) || !Number.isSafeInteger(start)) return null
  return { level: level === 'entries' ? 'entries' : Number(level), start, end: start + width }
}
