import { EMPTY_ROOT, HASH_BYTES, headOfBytes, nodeHash } from './hash'
import { lowerBound, splitOf } from './ranges'

/** Hashes by their place: an array of them, or a million of them side by side in one buffer (`HashBuffer`). */
export type HashList = {
  readonly length: number
  at(index: number): Buffer | undefined
  /** The bytes of those from one place to another, where they lie side by side. */
  between?(from: number, to: number): Buffer
}

const isHash = (bytes: Uint8Array): boolean => bytes.length === HASH_BYTES
const half = (n: number): number => Math.floor(n / 2)
const isOdd = (n: number): boolean => n % 2 === 1

/** Entries `start` (included) to `end` (not included) that are one part of every tree which has them (Merkle Tree Certificates §4.1). */
const isSubtree = (start: number, end: number): boolean => {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end <= start) return false
  let width = 1
  while (width < end - start) width *= 2
  return start % width === 0
}

/** Whether `proof` shows the leaf to be entry `index` of the tree of `size` entries under `root` (RFC 9162 §2.1.3.2). */
export const verifyInclusion = (leaf: Buffer, index: number, size: number, proof: readonly Buffer[], root: Buffer): boolean => verifySubtreeInclusion(leaf, index, 0, size, proof, root)

/** The same of the entries `start` to `end` (Merkle Tree Certificates §4.3.2), of which those of a whole tree are one case. */
export function verifySubtreeInclusion(leaf: Buffer, index: number, start: number, end: number, proof: readonly Buffer[], root: Buffer): boolean {
  if (!isSubtree(start, end) || !Number.isSafeInteger(index) || index < start || index >= end) return false
  if (![leaf, root, ...proof].every(isHash)) return false
  let [at, last, hash] = [index - start, end - start - 1, leaf]
  for (const sibling of proof) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      hash = nodeHash(sibling, hash)
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else hash = nodeHash(hash, sibling)
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && hash.equals(root)
}

/** Whether `proof` shows the tree of `from` entries (one or more) to be the beginning of the tree of `to` (RFC 9162 §2.1.4.2). */
export const verifyConsistency = (from: number, to: number, fromRoot: Buffer, toRoot: Buffer, proof: readonly Buffer[]): boolean => from > 0 && verifySubtreeConsistency(0, from, to, fromRoot, toRoot, proof)

/** Whether the entries `start` to `end` with the head `part` are a part of the tree of `size` under `root` (Merkle Tree Certificates §4.4.3), of which a beginning is one case. */
export function verifySubtreeConsistency(start: number, end: number, size: number, part: Buffer, root: Buffer, proof: readonly Buffer[]): boolean {
  if (!Number.isSafeInteger(size) || size < end) return false
  if (start === end && start >= 0) return proof.length === 0 && part.equals(EMPTY_ROOT)
  if (!isSubtree(start, end)) return false
  if (start === 0 && end === size) return proof.length === 0 && part.equals(root)
  if (![part, root, ...proof].every(isHash)) return false
  let [first, at, last] = [start, end - 1, size - 1]
  const up = () => void ([first, at, last] = [half(first), half(at), half(last)])
  const isLast = at === last
  while (first !== at && (isLast || isOdd(at))) up()
  const [below, ...rest] = first === at ? [part, ...proof] : proof
  if (!below) return false
  let [before, after] = [below, below]
  for (const hash of rest) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      if (first < at) before = nodeHash(hash, before)
      after = nodeHash(hash, after)
      while (!isOdd(at) && at !== 0) up()
    } else after = nodeHash(after, hash)
    up()
  }
  return last === 0 && before.equals(part) && after.equals(root)
}

/**
 * The head that the leaves at `positions` (ascending, without doubles) make with the hashes of the subtrees between
 * them, in the order of `multiproofRanges`; null when the proof does not fit the positions.
 */
export function multiproofRoot(leaves: HashList, positions: ArrayLike<number>, size: number, proof: HashList): Buffer | null {
  if (leaves.length !== positions.length || !isAscending(positions, size)) return null
  if (size === 0) return proof.length === 0 ? EMPTY_ROOT : null
  let used = 0
  const walk = (start: number, end: number, from: number, to: number): Buffer | null => {
    if (from === to) return hashAt(proof, used++)
    if (end - start === 1) return hashAt(leaves, from)
    if (to - from === end - start && leaves.between) return headOfBytes(leaves.between(from, to))
    const middle = start + splitOf(end - start)
    const parted = lowerBound(positions, middle, from, to)
    const left = walk(start, middle, from, parted)
    const right = left && walk(middle, end, parted, to)
    return left && right && nodeHash(left, right)
  }
  const root = walk(0, size, 0, positions.length)
  return used === proof.length ? root : null
}

function hashAt(hashes: HashList, index: number): Buffer | null {
  const hash = index < hashes.length ? hashes.at(index) : undefined
  return hash && isHash(hash) ? hash : null
}

function isAscending(positions: ArrayLike<number>, size: number): boolean {
  for (let n = 0; n < positions.length; n++) {
    const at = positions[n] as number
    if (!Number.isSafeInteger(at) || at < 0 || at >= size || (n > 0 && at <= (positions[n - 1] as number))) return false
  }
  return true
}
