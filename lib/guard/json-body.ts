import type { IncomingMessage } from 'node:http'
import { ok, refuse, type Result } from '@/lib/kernel/result'

export const BODY_BYTES_MAX = 1024 * 1024
const DEPTH_MAX = 64
const READ_MS_MAX = 15_000

export type BodyRefusal = { status: 400 | 408 | 413 | 415; detail: string }

/** Reads a JSON body within bounds of size, time and nesting; nothing is parsed that could hurt the parser. */
export async function readJson(request: IncomingMessage): Promise<Result<unknown, BodyRefusal>> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return refuse({ status: 415, detail: 'Content-Type must be application/json' })
  const text = await readText(request)
  if (!text.ok) return text
  if (depthOf(text.value) > DEPTH_MAX) return refuse({ status: 400, detail: `JSON is nested deeper than ${DEPTH_MAX}` })
  try {
    return ok(JSON.parse(text.value) as unknown)
  } catch {
    return refuse({ status: 400, detail: 'body is not JSON' })
  }
}

/** The body as it was sent, within the same bounds: what a signature is over. */
export function readText(request: IncomingMessage): Promise<Result<string, BodyRefusal>> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const done = (result: Result<string, BodyRefusal>) => {
      clearTimeout(timer)
      request.removeAllListeners('data')
      // What is left is read and dropped, so that the answer can still be sent on this connection.
      if (!result.ok) request.resume()
      resolve(result)
    }
    const timer = setTimeout(() => done(refuse({ status: 408, detail: 'body took too long' })), READ_MS_MAX)
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > BODY_BYTES_MAX) done(refuse({ status: 413, detail: `body is larger than ${BODY_BYTES_MAX} bytes` }))
      else chunks.push(chunk)
    })
    request.on('end', () => done(ok(Buffer.concat(chunks).toString('utf8'))))
    request.on('error', () => done(refuse({ status: 400, detail: 'body could not be read' })))
  })
}

/** Nesting of brackets outside strings, counted before anything is parsed. */
export function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inText = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (inText) {
      if (code === 0x5c) at += 1
      else if (code === 0x22) inText = false
    } else if (code === 0x22) inText = true
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, (depth += 1))
    else if (code === 0x7d || code === 0x5d) depth -= 1
  }
  return deepest
}
