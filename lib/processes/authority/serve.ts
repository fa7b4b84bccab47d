import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { startServerSpan } from '@/lib/kernel/http-span'
import { observeRequest } from '@/lib/kernel/metrics'
import { listen } from '@/lib/kernel/listen'
import { pinHost } from '@/lib/protocols/oauth'
import { isAccountPath } from '@/lib/protocols/people/routes'
import type { AuthorityEvents } from './events'
import { routeTemplate } from './route-template'

const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
const KEEP_ALIVE_MS = 65_000
/** How long requests under way may take to end when the process is told to stop. */
const DRAIN_MS = 1_500

const METADATA: ReadonlySet<string> = new Set(['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'])

export type Listeners = {
  /** The authorization server: `/oauth/*` and its metadata. */
  oauth: RequestListener
  /** Everything else. */
  rest: RequestListener
  isReady: () => Promise<boolean>
}

/** The authority's one HTTP server. Whatever host a request names, it is served as one to the issuer. */
export async function serve(where: { issuer: string; port: number; bind: string }, listeners: Listeners, events: AuthorityEvents): Promise<{ close(): Promise<void> }> {
  const issuer = new URL(where.issuer)
  const server = createServer((request, response) => {
    const began = performance.now()
    const path = pathOf(request)
    const route = routeTemplate(path)
    response.once('close', () => {
      const done = { method: request.method ?? '', route, status: response.statusCode, ms: performance.now() - began }
      observeRequest(done)
      events.request({ ...done, ms: Math.round(done.ms) })
    })
    setHeaders(response, issuer)
    if (path === '/healthz') return answer(response, true)
    if (path === '/readyz') return void listeners.isReady().then((ready) => answer(response, ready))
    pinHost(request, issuer)
    const listener = (path.startsWith('/oauth/') && !isAccountPath(path)) || METADATA.has(path) ? listeners.oauth : listeners.rest
    return startServerSpan(request, response, route).run(() => listener(request, response))
  })
  server.headersTimeout = HEADERS_TIMEOUT_MS
  server.requestTimeout = REQUEST_TIMEOUT_MS
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await listen(server, { ...where, variable: 'AUTHORITY_PORT' })
  return { close: () => closed(server) }
}

/** The least that holds for every answer; pages and endpoints set stricter ones over these. */
function setHeaders(response: ServerResponse, issuer: URL): void {
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('x-frame-options', 'DENY')
  response.setHeader('referrer-policy', 'same-origin')
  if (issuer.protocol === 'https:') response.setHeader('strict-transport-security', 'max-age=31536000')
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0] ?? '/'

function answer(response: ServerResponse, fine: boolean): void {
  response.writeHead(fine ? 200 : 503, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end(fine ? 'ok' : 'not ready')
}

/** New connections are refused at once; requests under way get a moment, then their connections are cut. */
async function closed(server: Server): Promise<void> {
  const done = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
  await done
  clearTimeout(cut)
}
