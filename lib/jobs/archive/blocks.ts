import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { z } from 'zod'

const packed = promisify(gzip)

/** One of them is unpacked to find an entry: what it has is bounded both ways. */
export const BLOCK_LINES = 256
export const BLOCK_TEXT_MAX = 1 << 20

/** Where a block begins in the file, how long it is there, and the places in the log of its first entry and its last. */
export type Block = readonly [offset: number, bytes: number, first: number, last: number]

/**
 * Packs lines in blocks, each a gzip member of its own: one after the other they are a gzip file as any other (RFC 1952 §2.2).
 * INVARIANT: `blocks` has each of them when the last was taken.
 *
 * @param positions of the lines, in their order
 */
export async function* packInBlocks(texts: AsyncIterable<string>, positions: ArrayLike<number>, blocks: Block[], linesMax = BLOCK_LINES): AsyncGenerator<Buffer> {
  let [offset, line] = [0, 0]
  let waiting: string[] = []
  let length = 0
  const pack = async (): Promise<Buffer> => {
    const bytes = await packed(waiting.join(''))
    blocks.push([offset, bytes.length, positions[line] ?? 0, positions[line + waiting.length - 1] ?? 0])
    offset += bytes.length
    line += waiting.length
    waiting = []
    length = 0
    return bytes
  }
  for await (const text of texts)
    for (let start = 0; start < text.length; ) {
      const end = text.indexOf('\n', start) + 1 || text.length
      waiting.push(text.slice(start, end))
      length += end - start
      start = end
      if (waiting.length >= linesMax || length >= BLOCK_TEXT_MAX) yield await pack()
    }
  if (waiting.length > 0) yield await pack()
}

export const indexOf = (path: string): string => `${path}.index.json`

const KIND = 'lanyard-archive-index/v1'
const whole = z.number().int().nonnegative()
const Index = z.object({ kind: z.literal(KIND), blocks: z.array(z.tuple([whole, whole, whole, whole])).max(100_000) })

export const writeIndex = (blocks: readonly Block[]): string => `${JSON.stringify({ kind: KIND, blocks })}\n`

/** Null: it is none. Nobody has signed it: what it leads to is held against its leaf. */
export function readIndex(text: string): Block[] | null {
  try {
    return Index.parse(JSON.parse(text)).blocks
  } catch {
    return null
  }
}

/** The block that a place is in, if it is in the file. */
export function blockOf(blocks: readonly Block[], position: number): Block | undefined {
  let [from, to] = [0, blocks.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((blocks[middle] as Block)[3] < position) from = middle + 1
    else to = middle
  }
  const found = blocks[from]
  return found && found[2] <= position ? found : undefined
}
