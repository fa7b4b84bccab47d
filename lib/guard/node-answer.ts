import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Denial } from './denial'
import type { OpenCall } from './in-flight'

const HEADERS = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' } as const

/** RFC 9457, with what the denial knows beside it. */
export const problemOf = ({ status, message, data }: Denial): Record<string, unknown> => ({ type: 'about:blank', title: message, status, ...data })

export type Refuse = (response: ServerResponse, denial: Denial) => void

export const refuseHttp: Refuse = (response, denial) => send(response, denial.status, problemOf(denial), { 'content-type': 'application/problem+json', ...denial.headers })

/** As JSON-RPC, since the SDKs of MCP show its message; status and headers say the same to everyone else. */
export const refuseRpc =
  (id: string | number | null): Refuse =>
  (response, { status, code, message, data, headers }) =>
    send(response, status, { jsonrpc: '2.0', id, error: { code, message, data } }, { 'content-type': 'application/json', ...headers })

export function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  for (const name of response.getHeaderNames()) response.removeHeader(name) // what a handler had begun to say
  const text = JSON.stringify(body)
  response.writeHead(status, { ...HEADERS, ...headers, 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

/** Follows a call to the end of its answer, and ends it at once when it is cut: what the handler says afterwards goes nowhere. */
export function follow(call: OpenCall, response: ServerResponse, refuse: Refuse): void {
  response.once('finish', () => call.end(response.statusCode >= 500 ? { result: 'failed', reason: 'server_error' } : { result: 'ok' }))
  response.once('close', () => call.end({ result: 'failed', reason: 'caller_gone' }))
  call.onCut((denial) => {
    response.on('error', () => undefined)
    // An answer that has begun cannot be taken back; it does not end as if it were whole.
    if (response.headersSent) response.destroy()
    else refuse(response, denial)
    silence(response)
  })
}

/** A handler that is cut may be anywhere, also in a callback that nobody catches: what it does now must not throw. */
function silence(response: ServerResponse): void {
  const self = () => response
  Object.assign(response, { setHeader: self, appendHeader: self, removeHeader: () => undefined, writeHead: self, flushHeaders: () => undefined, write: () => true, end: self })
}

/** As the client addressed it: Express and Connect cut the path that they are mounted at. */
export const targetOf = (request: IncomingMessage): string => {
  const { originalUrl } = request as { originalUrl?: unknown }
  return typeof originalUrl === 'string' ? originalUrl : (request.url ?? '')
}
