import type { IncomingMessage, ServerResponse } from 'node:http'
import { NO_SPAN, startSpan, type Span } from './tracing'

/** Any other method is a word that somebody outside chose. */
export const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Machines ask for these again and again, each time alone: they go on with a trace, and begin none. */
const BEGIN_NONE: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/api/health', '/feed/lease', '/_next/*'])

/**
 * The span of a request, until its answer is closed. By its route's template alone: a path has ids in it, and a query
 * may have a code. A caller's `traceparent` is gone on with; its `tracestate` is free text, and dropped.
 */
export function startServerSpan(request: IncomingMessage, response: ServerResponse, route: string): Span {
  const given = request.headers['traceparent']
  const parent = typeof given === 'string' ? given : null
  if (!parent && BEGIN_NONE.has(route)) return NO_SPAN
  const known = METHODS.has(request.method ?? '')
  const span = startSpan(`${known ? request.method : 'HTTP'} ${route}`, {
    kind: 'server',
    parent,
    attributes: { 'http.request.method': known ? (request.method ?? '') : '_OTHER', 'http.route': route },
  })
  if (span === NO_SPAN) return span
  response.once('close', () => {
    span.set({ 'http.response.status_code': response.statusCode })
    if (response.statusCode >= 500) span.fail(String(response.statusCode))
    span.end()
  })
  return span
}
