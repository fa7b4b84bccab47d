import { createHash } from 'node:crypto'

/** Bytes of a hash in the tree (SHA-256). */
export const HASH_BYTES = 32

/** The head of a log without entries: SHA-256 of nothing (RFC 9162 §2.1.1). */
export const EMPTY_ROOT: Buffer = createHash('sha256').digest()

/** SHA-256(0x00 || entry), RFC 9162 §2.1.1. */
export const leafHash = (entry: string | Uint8Array): Buffer => createHash('sha256').update(Buffer.of(0)).update(entry).digest()

/** SHA-256(0x01 || left || right), RFC 9162 §2.1.1. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest()
