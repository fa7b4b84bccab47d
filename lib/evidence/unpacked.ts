import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

const GZIP = Buffer.of(0x1f, 0x8b)
/** Lines are told apart, and hashed, in pieces of this: the fewer, the better. */
const CHUNK_BYTES = 1 << 18

/** As archives are written: the lines of an export, packed. What is not packed is as it came. */
export async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const all = chunks[Symbol.asyncIterator]()
  let start = Buffer.alloc(0)
  let step: IteratorResult<Uint8Array, unknown> = { done: false, value: start }
  while (!step.done && start.length < GZIP.length) {
    step = await all.next()
    if (!step.done) start = Buffer.concat([start, step.value])
  }
  const whole = following(start, all)
  if (!start.subarray(0, GZIP.length).equals(GZIP)) return yield* whole
  yield* pipeline(whole, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined) as AsyncIterable<Buffer>
}

/** Whether reading came to this because what was packed is not whole. */
export const isCutOff = (thrown: unknown): boolean => thrown instanceof Error && String((thrown as NodeJS.ErrnoException).code).startsWith('Z_')

async function* following(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first
    for (let step = await rest.next(); !step.done; step = await rest.next()) yield step.value
  } finally {
    await rest.return?.()
  }
}
