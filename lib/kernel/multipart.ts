const encoder = new TextEncoder()
const CR = 13

/** A piece of the body of one part (RFC 2046 §5.1), parts counted from 0. A part without a body has no piece. */
export type MultipartPiece = { part: number; bytes: Uint8Array }

/** What stands before a part, and after the last. */
export const partHead = (boundary: string, headers: Readonly<Record<string, string>>): string =>
  `\r\n--${boundary}\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n` // prettier-ignore
export const multipartEnd = (boundary: string): string => `\r\n--${boundary}--\r\n`

/** The boundary of a `multipart/*` media type; null when it is none. */
export const boundaryOf = (contentType: string | null): string | null => /^multipart\/[a-z]+;\s*boundary=([A-Za-z0-9'()+_,./:=?-]{1,70})$/.exec(contentType ?? '')?.[1] ?? null

/**
 * The bodies of the parts as they arrive, in little memory.
 *
 * @throws Error when the stream ends before its closing delimiter: what has come is then not all
 */
export async function* splitMultipart(chunks: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<MultipartPiece> {
  const delimiter = encoder.encode(`\r\n--${boundary}`)
  const headEnd = encoder.encode('\r\n\r\n')
  let pending: Uint8Array = encoder.encode('\r\n') // so that a delimiter at the very beginning is one, too
  let [part, inHead] = [-1, false]
  for await (const chunk of chunks) {
    pending = joined(pending, chunk)
    for (;;) {
      if (inHead) {
        const at = find(pending, headEnd)
        if (at < 0) break
        pending = pending.subarray(at + headEnd.length)
        inHead = false
      }
      const at = find(pending, delimiter)
      if (at < 0) {
        const sure = Math.max(0, pending.length - delimiter.length)
        if (sure > 0 && part >= 0) yield { part, bytes: pending.subarray(0, sure) }
        pending = pending.subarray(sure)
        break
      }
      if (pending.length < at + delimiter.length + 2) break // whether it is the last one stands in the next two bytes
      if (at > 0 && part >= 0) yield { part, bytes: pending.subarray(0, at) }
      const isLast = pending[at + delimiter.length] === 45 && pending[at + delimiter.length + 1] === 45
      if (isLast) return
      pending = pending.subarray(at + delimiter.length)
      part++
      inHead = true
    }
  }
  throw new Error('the answer ended before its end')
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** Where `wanted`, which begins with CR, stands in `bytes`; -1 where it does not. */
function find(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = bytes.indexOf(CR); at >= 0 && at + wanted.length <= bytes.length; at = bytes.indexOf(CR, at + 1)) {
    let n = 1
    while (n < wanted.length && bytes[at + n] === wanted[n]) n++
    if (n === wanted.length) return at
  }
  return -1
}
