/** Entries `start` (included) to `end` (not included) of a log. */
export type Range = { start: number; end: number }

/** The largest power of two below `size`: where RFC 9162 §2.1.1 parts a tree of two entries and more. */
export function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

/** The subtrees whose hashes prove entry `index` to be in a tree of `size` entries, nearest first (RFC 9162 §2.1.3.1). */
export function inclusionRanges(index: number, size: number): Range[] {
  const path: Range[] = []
  for (let start = 0, end = size; end - start > 1; ) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      path.push({ start: middle, end })
      end = middle
    } else {
      path.push({ start, end: middle })
      start = middle
    }
  }
  return path.reverse()
}

/** The subtrees whose hashes prove a tree of `from` entries to be the beginning of one of `to` (RFC 9162 §2.1.4.1). */
export function consistencyRanges(from: number, to: number): Range[] {
  if (from === 0 || from >= to) return []
  const path: Range[] = []
  let [start, end, whole] = [0, to, true]
  while (from !== end) {
    const middle = start + splitOf(end - start)
    if (from <= middle) {
      path.push({ start: middle, end })
      end = middle
    } else {
      path.push({ start, end: middle })
      start = middle
      whole = false
    }
  }
  if (!whole) path.push({ start, end })
  return path.reverse()
}

/**
 * The subtrees whose hashes, with the leaves at `positions` (ascending, without doubles), make the head of a tree of
 * `size` entries; in the order in which they are met from left to right. None for a whole log, one path for one entry.
 */
export function multiproofRanges(positions: ArrayLike<number>, size: number): Range[] {
  return [...eachMultiproofRange(positions, size)]
}

/** The same one after the other, for whoever must not hold a million of them at once. */
export function* eachMultiproofRange(positions: ArrayLike<number>, size: number): Generator<Range> {
  // What is still to be walked, the leftmost on top. Never deeper than the tree is high.
  const rest = size > 0 ? [{ start: 0, end: size, from: 0, to: positions.length }] : []
  for (let node = rest.pop(); node; node = rest.pop()) {
    const { start, end, from, to } = node
    if (from === to) yield { start, end }
    else if (end - start > 1 && to - from < end - start) {
      const middle = start + splitOf(end - start)
      const parted = lowerBound(positions, middle, from, to)
      rest.push({ start: middle, end, from: parted, to }, { start, end: middle, from, to: parted })
    }
  }
}

/** The first place of `sorted[from..to)` that holds `value` or more. */
export function lowerBound(sorted: ArrayLike<number>, value: number, from: number, to: number): number {
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((sorted[middle] as number) < value) from = middle + 1
    else to = middle
  }
  return from
}
