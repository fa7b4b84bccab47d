import diagnostics from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

/** Set by this process on each request, over whatever a client sent; only ever used as the way back after sign-in. */
export const PATH_HEADER = 'x-lanyard-path'

/** A layout is not told which page was asked for, and the way back after sign-in needs it. */
export function installRequestedPath(): void {
  diagnostics.subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    request.headers[PATH_HEADER] = request.method === 'GET' || request.method === 'HEAD' ? (request.url ?? '/') : '/'
  })
}
