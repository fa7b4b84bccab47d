import { createGunzip } from 'node:zlib'
import { pipeline, Readable } from 'node:stream'

const GZIP = [0x1f, 0x8b] as const
/** What a compressed file may come to: beyond it, it is a bomb and no log. */
const INFLATED_BYTES_MAX = 8 * 1024 ** 3

export type Ending = { problem: string | null }

/**
 * A file's bytes as text, piece by piece: gzip is undone, a byte order mark left out. What goes wrong on the way ends the
 * text, and is told by `ending`; what came before it counts.
 */
export async function* textOf(chunks: AsyncIterable<Uint8Array>, ending: Ending): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8')
  try {
    for await (const chunk of inflated(chunks)) {
      const text = decoder.decode(chunk, { stream: true })
      if (text !== '') yield text
    }
  } catch (thrown) {
    if (!isZlib(thrown) && !(thrown instanceof TooLarge)) throw thrown
    ending.problem = thrown instanceof TooLarge ? thrown.message : 'the compressed file is cut off or damaged here'
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}

class TooLarge extends Error {}
const isZlib = (thrown: unknown): boolean => thrown instanceof Error && 'code' in thrown && /^Z_|ERR_/.test(String(thrown.code))

async function* inflated(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]()
  let first: Uint8Array = new Uint8Array()
  for (let next = await source.next(); !next.done; next = await source.next()) {
    first = first.byteLength === 0 ? next.value : Buffer.concat([first, next.value])
    if (first.byteLength >= GZIP.length) break
  }
  const whole = withFirst(first, source)
  if (first[0] !== GZIP[0] || first[1] !== GZIP[1]) return yield* whole
  let size = 0
  // What goes wrong arrives where the stream is read.
  for await (const chunk of pipeline(Readable.from(whole, { objectMode: false }), createGunzip(), () => undefined) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > INFLATED_BYTES_MAX) throw new TooLarge(`the file holds more than ${INFLATED_BYTES_MAX / 1024 ** 3} GiB`)
    yield chunk
  }
}

async function* withFirst(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}
