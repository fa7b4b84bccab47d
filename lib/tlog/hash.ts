import { createHash, hash } from 'node:crypto'

/** Bytes of a hash in the tree (SHA-256). */
export const HASH_BYTES = 32

/** The head of a log without entries: SHA-256 of nothing (RFC 9162 §2.1.1). */
export const EMPTY_ROOT: Buffer = createHash('sha256').digest()

const LEAF = 0
const NODE = 1

/** One call for one hash: a log of a million entries has two million. */
const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer')

/** SHA-256(0x00 || entry), RFC 9162 §2.1.1. */
export function leafHash(entry: string | Uint8Array): Buffer {
  const length = typeof entry === 'string' ? Buffer.byteLength(entry) : entry.length
  const bytes = Buffer.allocUnsafe(1 + length)
  bytes[0] = LEAF
  if (typeof entry === 'string') bytes.write(entry, 1)
  else bytes.set(entry, 1)
  return sha256(bytes)
}

/** Written over by every node: what is hashed is not kept. */
const pair = Buffer.alloc(1 + 2 * HASH_BYTES, NODE)

/** SHA-256(0x01 || left || right), RFC 9162 §2.1.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) throw new RangeError('a node has two hashes')
  pair.set(left, 1)
  pair.set(right, 1 + HASH_BYTES)
  return sha256(pair)
}
