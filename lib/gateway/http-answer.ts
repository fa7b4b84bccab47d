import type { ServerResponse } from 'node:http'
import type { Denial } from '@/lib/guard/parts'

export const HEADERS = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } as const

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  if (response.headersSent) return void response.end()
  const text = JSON.stringify(body)
  response.writeHead(status, { ...HEADERS, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers })
  response.end(text)
}

/** As JSON-RPC, since SDKs show its message and hosts its data; the HTTP status and headers say the same to everyone else. */
export function sendRpcError(
  response: ServerResponse,
  error: Pick<Denial, 'status' | 'code' | 'message' | 'data' | 'headers'>,
  id: string | number | null,
): void {
  const { status, code, message, data, headers } = error
  sendJson(response, status, { jsonrpc: '2.0', id, error: { code, message, data } }, headers)
}

/** How long an answer may wait for its first bytes, so that both go out together. */
const TOGETHER_MS = 20

/** A web response onto a Node one. A reader that goes away cancels the stream; one that is slow is waited for. */
export async function sendWeb(response: ServerResponse, web: Response): Promise<void> {
  response.writeHead(web.status, { ...Object.fromEntries(web.headers), ...HEADERS })
  if (!web.body) return void response.end()
  const reader = web.body.getReader()
  const gone = new Promise<void>((resolve) => response.once('close', resolve))
  void gone.then(() => reader.cancel().catch(() => undefined))
  const timer = setTimeout(() => response.flushHeaders(), TOGETHER_MS)
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      clearTimeout(timer)
      // What follows in the same turn, most often the end, leaves in the same write.
      response.cork()
      setImmediate(() => response.uncork())
      if (!response.write(next.value)) await Promise.race([new Promise<void>((resolve) => response.once('drain', resolve)), gone])
    }
  } finally {
    clearTimeout(timer)
    response.end()
  }
}
