import type { Digest } from './digest'

/** No line of an export is longer: a detail is bounded, and what is longer is none of ours. */
export const LINE_BYTES_MAX = 4 * 1024 * 1024

export class LineTooLong extends Error {
  override name = 'LineTooLong'
}

/**
 * Lines without their line feeds, those of a chunk together, and how much was read. What follows the last line feed is a
 * line, too.
 *
 * @param digest is given all that is read
 */
export function readLines(chunks: AsyncIterable<Uint8Array>, digest?: Digest): { lines: AsyncGenerator<Buffer[]>; read: { bytes: number } } {
  const read = { bytes: 0 }
  async function* lines(): AsyncGenerator<Buffer[]> {
    let rest: Buffer[] = []
    let waiting = 0
    for await (const part of chunks) {
      const chunk = Buffer.from(part.buffer, part.byteOffset, part.byteLength)
      const isFull = digest?.update(chunk)
      if (isFull) await isFull
      read.bytes += chunk.length
      const whole: Buffer[] = []
      let start = 0
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
        const piece = chunk.subarray(start, end)
        whole.push(rest.length === 0 ? piece : Buffer.concat([...rest, piece]))
        ;[rest, waiting, start] = [[], 0, end + 1]
      }
      if (whole.length > 0) yield whole
      if (start < chunk.length) {
        rest.push(chunk.subarray(start))
        waiting += chunk.length - start
        if (waiting > LINE_BYTES_MAX) throw new LineTooLong(`a line has more than ${LINE_BYTES_MAX} bytes`)
      }
    }
    if (waiting > 0) yield [Buffer.concat(rest)]
  }
  return { lines: lines(), read }
}
