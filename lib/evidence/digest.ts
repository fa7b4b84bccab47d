import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'

/** SHA-256 of what is read, while it is read for something else. */
export type Digest = {
  /** A promise: wait for it before the next. */
  update(chunk: Uint8Array): void | Promise<void>
  hex(): Promise<string>
  /** Nobody asks any more. */
  close(): void
}

export function digestHere(): Digest {
  const hash = createHash('sha256')
  return { update: (chunk) => void hash.update(chunk), hex: async () => hash.digest('hex'), close: () => undefined }
}

const BLOCK_BYTES = 1 << 20
/** Before a thread is begun: starting it takes as long as to hash these. */
const BLOCKS_BEFORE = 12
/** That wait for it, at most. */
const BLOCKS_WAITING = 8

/** Of no module, so that it is the same in a bundle and out of one. */
const THREAD = `
const { parentPort } = require('node:worker_threads')
const hash = require('node:crypto').createHash('sha256')
parentPort.on('message', (block) => {
  if (block === null) return parentPort.postMessage(hash.digest('hex'))
  hash.update(block)
  parentPort.postMessage(null)
})`

/** The same in a thread of its own, once there is much of it: for a process that does nothing else. */
export function digestBeside(): Digest {
  const blocks: Uint8Array[] = []
  let block = new Uint8Array(BLOCK_BYTES)
  let [used, waiting] = [0, 0]
  let thread: Worker | null = null
  let wake: (() => void) | null = null
  let failed: Error | null = null
  let answer: string | null = null

  const start = (): Worker => {
    const begun = new Worker(THREAD, { eval: true })
    begun.on('message', (hex: string | null) => {
      if (hex === null) waiting--
      else answer = hex
      wake?.()
    })
    begun.on('error', (error) => {
      failed = error
      wake?.()
    })
    return begun
  }
  const give = (bytes: Uint8Array<ArrayBuffer>): void => {
    waiting++
    thread?.postMessage(bytes, [bytes.buffer])
  }
  const until = async (isThere: () => boolean): Promise<void> => {
    while (!isThere()) {
      if (failed) throw failed
      await new Promise<void>((resolve) => (wake = resolve))
      wake = null
    }
  }
  const take = (bytes: Uint8Array<ArrayBuffer>): void => {
    if (thread) return give(bytes)
    blocks.push(bytes)
    if (blocks.length < BLOCKS_BEFORE) return
    thread = start()
    for (const one of blocks.splice(0)) give(one as Uint8Array<ArrayBuffer>)
  }
  return {
    update(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const some = chunk.subarray(at, at + BLOCK_BYTES - used)
        block.set(some, used)
        used += some.length
        at += some.length
        if (used < BLOCK_BYTES) continue
        take(block)
        block = new Uint8Array(BLOCK_BYTES)
        used = 0
      }
      return waiting > BLOCKS_WAITING ? until(() => waiting <= BLOCKS_WAITING) : undefined
    },
    async hex() {
      const rest = block.slice(0, used)
      if (!thread) {
        const hash = createHash('sha256')
        for (const one of [...blocks, rest]) hash.update(one)
        return hash.digest('hex')
      }
      give(rest)
      thread.postMessage(null)
      await until(() => answer !== null)
      return answer as unknown as string
    },
    close: () => void thread?.terminate(),
  }
}
