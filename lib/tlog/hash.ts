import { createHash, hash } from 'node:crypto'

/** Bytes of a hash in the tree (SHA-256). */
export const HASH_BYTES = 32

/** The head of a log without entries: SHA-256 of nothing (RFC 9162 §2.1.1). */
export const EMPTY_ROOT: Buffer = createHash('sha256').digest()

const LEAF = 0
const NODE = 1

/** One call for one hash: a log of a million entries has two million. */
const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer')

/** Where entries are put behind the byte that says what they are; written over by the next. What is longer gets its own. */
const scratch = Buffer.alloc(64 * 1024, LEAF)
/** UTF-8 of one UTF-16 code unit. */
const UTF8_BYTES_MAX = 3

/** SHA-256(0x00 || entry), RFC 9162 §2.1.1. */
export const leafHash = (entry: string | Uint8Array): Buffer => sha256(leafBytes(entry))

/** The same, written to `target`: for whoever hashes a million of them and keeps none. */
export function leafHashInto(entry: Uint8Array, target: Buffer, offset: number): void {
  write(target, offset, leafBytes(entry))
}

function leafBytes(entry: string | Uint8Array): Buffer {
  const most = 1 + (typeof entry === 'string' ? entry.length * UTF8_BYTES_MAX : entry.length)
  const bytes = most <= scratch.length ? scratch : Buffer.alloc(most, LEAF)
  if (typeof entry === 'string') return bytes.subarray(0, 1 + bytes.write(entry, 1))
  bytes.set(entry, 1)
  return bytes.subarray(0, 1 + entry.length)
}

/** As a string of bytes, which costs half of what a buffer for each hash does. */
const write = (target: Buffer, offset: number, bytes: Uint8Array): number => target.write(hash('sha256', bytes, 'binary'), offset, 'latin1')

/** Written over by every node: what is hashed is not kept. */
const pair = Buffer.alloc(1 + 2 * HASH_BYTES, NODE)

/** SHA-256(0x01 || left || right), RFC 9162 §2.1.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) throw new RangeError('a node has two hashes')
  pair.set(left, 1)
  pair.set(right, 1 + HASH_BYTES)
  return sha256(pair)
}

/** The head of the hashes in `bytes`, side by side (RFC 9162 §2.1.1): one that is left over at a level goes up as it is. */
export function headOfBytes(bytes: Uint8Array): Buffer {
  if (bytes.length % HASH_BYTES !== 0) throw new RangeError('not a whole number of hashes')
  const level = Buffer.from(bytes)
  let count = level.length / HASH_BYTES
  if (count === 0) return EMPTY_ROOT
  while (count > 1) {
    const pairs = count >>> 1
    for (let n = 0; n < pairs; n++) {
      level.copy(pair, 1, n * 2 * HASH_BYTES, (n + 1) * 2 * HASH_BYTES)
      write(level, n * HASH_BYTES, pair)
    }
    if (count % 2 === 1) level.copy(level, pairs * HASH_BYTES, (count - 1) * HASH_BYTES, count * HASH_BYTES)
    count = pairs + (count % 2)
  }
  return Buffer.from(level.subarray(0, HASH_BYTES))
}
