import { LINE_MARK_BYTES } from './manifest'

/** Where a file first differs from what was exported. Lines count from 1, the header's included; positions are places in the log. */
export type LineFault =
  | { code: 'changed'; line: number; position: number }
  | { code: 'inserted'; line: number }
  | { code: 'removed'; line: number; position: number; count: number }
  | { code: 'reordered'; line: number; position: number; expected: number }
  | { code: 'truncated'; line: number; position: number; count: number }
  | { code: 'added'; line: number; count: number }

/**
 * Names the first line that is not the one that was exported, and what was done to it. Each line is known by a mark, the
 * beginning of its hash; both lists are marks side by side.
 *
 * @param headerLines lines before the first entry
 * @returns null when every line is there, and in its place
 */
export function findFault(given: Buffer, exported: Buffer, positions: ArrayLike<number>, headerLines: number): LineFault | null {
  if (given.equals(exported)) return null
  const [have, want] = [given.length / LINE_MARK_BYTES, exported.length / LINE_MARK_BYTES]
  const mark = (list: Buffer, index: number): bigint | null => (index * LINE_MARK_BYTES < list.length ? list.readBigUInt64BE(index * LINE_MARK_BYTES) : null)
  let at = 0
  while (at < have && at < want && mark(given, at) === mark(exported, at)) at++
  if (at === have && at === want) return null
  const line = at + 1 + headerLines
  const position = positions[at] as number
  if (at === have) return { code: 'truncated', line, position, count: want - at }
  if (at === want) return { code: 'added', line, count: have - at }

  const found = mark(given, at)
  const expected = mark(exported, at)
  const indexIn = (list: Buffer, of: bigint | null): number => {
    for (let index = at + 1; index * LINE_MARK_BYTES < list.length; index++) if (mark(list, index) === of) return index
    return -1
  }
  const later = indexIn(exported, found)
  const isElsewhere = indexIn(given, expected) >= 0
  // The line belongs further down, and the one that belongs here is nowhere: those between were taken out.
  if (later > at && !isElsewhere) return { code: 'removed', line, position, count: later - at }
  if (later > at) return { code: 'reordered', line, position: positions[later] as number, expected: position }
  // A line of nobody's. What should stand here follows it: it was put in. Otherwise it stands in the place of another.
  if (isElsewhere && (have > want || mark(given, at + 1) === expected)) return { code: 'inserted', line }
  return { code: 'changed', line, position }
}
