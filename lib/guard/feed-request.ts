import http from 'node:http'
import https from 'node:https'
import { traced, traceHeaders, traceparent } from '@/lib/kernel/tracing'
import type { PointKey } from './point-key'

/** The authority's feed as one enforcement point sees it: every request is signed with the point's own key. */
export type FeedRequest = (options: {
  method: 'GET' | 'POST'
  path: string
  body?: unknown
  /** The body where it is JSON text already. */
  json?: string
  timeoutMs: number
}) => Promise<{ status: number; text: string }>

const ANSWER_BYTES_MAX = 64 * 1024 * 1024

/**
 * One connection of its own, kept open: a lease must never wait behind a batch of records, nor either behind the stream.
 * Redirects are not followed: the authority has one address.
 */
export function feedRequest(options: { issuer: string; key: PointKey; connections?: number }): FeedRequest {
  const base = new URL(options.issuer)
  const secure = base.protocol === 'https:'
  const agentOptions = { keepAlive: true, maxSockets: options.connections ?? 1, scheduling: 'fifo' } as const
  const agent = secure ? new https.Agent(agentOptions) : new http.Agent(agentOptions)

  const where = { protocol: base.protocol, host: base.hostname.replace(/^\[|\]$/g, ''), port: base.port || (secure ? 443 : 80), agent }

  const once = (asked: Parameters<FeedRequest>[0]): ReturnType<FeedRequest> => {
    const json = asked.json ?? (asked.body === undefined ? null : JSON.stringify(asked.body))
    const payload = json === null ? null : Buffer.from(json)
    const headers: http.OutgoingHttpHeaders = {
      accept: 'application/json',
      dpop: options.key.proof(asked.method, base.origin + asked.path),
      ...traceHeaders(),
      ...(payload && { 'content-type': 'application/json', 'content-length': payload.length }),
    }
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request({ ...where, path: asked.path, method: asked.method, headers }, (response) => {
        const chunks: Buffer[] = []
        let size = 0
        response.on('data', (chunk: Buffer) => {
          size += chunk.length
          if (size > ANSWER_BYTES_MAX) request.destroy(new Error('answer is too large'))
          else chunks.push(chunk)
        })
        response.on('end', () => {
          clearTimeout(timer)
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') })
        })
        response.on('error', reject)
      })
      const timer = setTimeout(() => request.destroy(new Error(`no answer within ${asked.timeoutMs} ms`)), asked.timeoutMs)
      request.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer)
        const isStale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
        reject(isStale ? new StaleConnection(error.message) : error)
      })
      request.end(payload ?? undefined)
    })
  }

  // Everything on the feed may be sent twice: a record has an id, a lease a nonce, a receipt its order.
  const twice: FeedRequest = (asked) => once(asked).catch((error: unknown) => (error instanceof StaleConnection ? once(asked) : Promise.reject(error)))

  const server = { 'server.address': base.hostname, 'server.port': Number(base.port) || (secure ? 443 : 80) }
  return (asked) => {
    // What a point asks by itself, twice a second, is part of no trace and begins none.
    if (traceparent() === undefined) return twice(asked)
    const attributes = { 'http.request.method': asked.method, 'url.template': asked.path, ...server }
    return traced(`${asked.method} ${asked.path}`, { kind: 'client', attributes }, async (span) => {
      const answer = await twice(asked)
      span.set({ 'http.response.status_code': answer.status })
      if (answer.status >= 400) span.fail(String(answer.status))
      return answer
    })
  }
}

/** The authority closed an idle connection just as we used it again; nothing was said about the request. */
class StaleConnection extends Error {}
