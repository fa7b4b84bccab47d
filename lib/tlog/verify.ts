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

/** Whether `proof` shows the leaf to be entry `index` of the tree of `size` entries under `root` (RFC 9162 §2.1.3.2). */
export function verifyInclusion(leaf: Buffer, index: number, size: number, proof: readonly Buffer[], root: Buffer): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false
  if (![leaf, root, ...proof].every(isHash)) return false
  let [at, last, hash] = [BigInt(index), BigInt(size) - 1n, leaf]
  for (const sibling of proof) {
    if (last === 0n) return false
    if (at & 1n || at === last) {
      hash = nodeHash(sibling, hash)
      while (!(at & 1n) && at !== 0n) [at, last] = [at >> 1n, last >> 1n]
    } else hash = nodeHash(hash, sibling)
    ;[at, last] = [at >> 1n, last >> 1n]
  }
  return last === 0n && hash.equals(root)
}

/** Whether `proof` shows the tree of `from` entries (one or more) to be the beginning of the tree of `to` (RFC 9162 §2.1.4.2). */
export function verifyConsistency(from: number, to: number, fromRoot: Buffer, toRoot: Buffer, proof: readonly Buffer[]): boolean {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 1 || to < from) return false
  if (!proof.every(isHash)) return false
  if (from === to) return proof.length === 0 && fromRoot.equals(toRoot)
  const isComplete = (BigInt(from) & (BigInt(from) - 1n)) === 0n
  const [first, ...rest] = isComplete ? [fromRoot, ...proof] : proof
  if (!first) return false
  let [at, last] = [BigInt(from) - 1n, BigInt(to) - 1n]
  while (at & 1n) [at, last] = [at >> 1n, last >> 1n]
  let [before, after] = [first, first]
  for (const hash of rest) {
    if (last === 0n) return false
    if (at & 1n || at === last) {
      before = nodeHash(hash, before)
      after = nodeHash(hash, after)
      while (!(at & 1n) && at !== 0n) [at, last] = [at >> 1n, last >> 1n]
    } else after = nodeHash(after, hash)
    ;[at, last] = [at >> 1n, last >> 1n]
  }
  return last === 0n && before.equals(fromRoot) && after.equals(toRoot)
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
