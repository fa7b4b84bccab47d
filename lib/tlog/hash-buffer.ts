import { HASH_BYTES } from './hash'
import type { HashList } from './verify'

/** Many hashes side by side: 32 bytes each, and no object for each of a million. */
export class HashBuffer implements HashList {
  #bytes: Buffer
  #length: number

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    if (bytes.length % HASH_BYTES !== 0) throw new RangeError('not a whole number of hashes')
    this.#bytes = bytes
    this.#length = bytes.length / HASH_BYTES
  }

  get length(): number {
    return this.#length
  }

  /** The hash at `index`; undefined beyond the last. */
  at(index: number): Buffer | undefined {
    return index >= 0 && index < this.#length ? this.#bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES) : undefined
  }

  between(from: number, to: number): Buffer {
    return this.#bytes.subarray(from * HASH_BYTES, Math.min(to, this.#length) * HASH_BYTES)
  }

  push(hash: Buffer): void {
    if (hash.length !== HASH_BYTES) throw new RangeError('not a hash')
    const end = (this.#length + 1) * HASH_BYTES
    if (end > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], Math.max(64 * HASH_BYTES, this.#bytes.length * 2))
    hash.copy(this.#bytes, this.#length * HASH_BYTES)
    this.#length++
  }

  /** The first `count` of them. */
  first(count: number): HashBuffer {
    return new HashBuffer(this.#bytes.subarray(0, Math.min(count, this.#length) * HASH_BYTES))
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length * HASH_BYTES)
  }
}
