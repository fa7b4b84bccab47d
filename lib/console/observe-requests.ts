import diagnostics from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { startServerSpan } from '@/lib/kernel/http-span'
import { observeRequest } from '@/lib/kernel/metrics'

/**
 * Counts and traces what the console's server answers. Next does not let us stand around its handler, so this is told
 * by Node of every request before Next is, and what Next then does for it is part of the request's span.
 *
 * @param except a port of this process that is not the console's
 */
export function observeRequests(templateOf: (path: string) => string, except: number | null): void {
  diagnostics.subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    if (request.socket.localPort === except) return
    const began = performance.now()
    const method = request.method ?? ''
    const route = templateOf((request.url ?? '/').split('?', 1)[0] ?? '/')
    response.once('close', () => observeRequest({ method, route, status: response.statusCode, ms: performance.now() - began }))
    startServerSpan(request, response, route).enter()
  })
}
