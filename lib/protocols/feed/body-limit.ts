import type { Context, MiddlewareHandler } from 'hono'
import { problem } from './problem'

const tooLarge = (): Response => problem({ status: 413, code: 'too_large', title: 'the body is too large' })

/**
 * Turns away a body that says it is too long; one that does not say is counted as it is read, and none is none. Hono's
 * own limit asks for the body as a web stream before it looks at the length, which makes every record cost as much again
 * as reading it; and it hands on what it has read as a copy of a request that the server's own kind cannot be copied to.
 */
export function limitBody(maxSize: number, onError: () => Response = tooLarge): MiddlewareHandler {
  return async (c, next) => {
    const length = c.req.header('content-length')
    if (length !== undefined && /^\d{1,15}$/.test(length) && c.req.header('transfer-encoding') === undefined) return Number(length) > maxSize ? onError() : next()
    const { method, headers, url } = c.req.raw
    if (method === 'GET' || method === 'HEAD') return next()
    const read = await readAtMost(c, maxSize)
    if (read === null) return onError()
    // What was read is read no second time.
    c.req.raw = new Request(url, { method, headers, body: read.byteLength > 0 ? read : null })
    return next()
  }
}

/** Null: there is more. */
async function readAtMost(c: Context, maxSize: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > maxSize) return null
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
