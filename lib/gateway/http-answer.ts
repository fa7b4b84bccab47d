import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Denial } from './denial'

const HEADERS = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } as const

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

/** A web response onto a Node one. A reader that goes away cancels the stream. */
export async function sendWeb(response: ServerResponse, web: Response): Promise<void> {
  response.writeHead(web.status, { ...Object.fromEntries(web.headers), ...HEADERS })
  if (!web.body) return void response.end()
  response.flushHeaders()
  await pipeline(Readable.fromWeb(web.body as Parameters<typeof Readable.fromWeb>[0]), response).catch(() => undefined)
}
