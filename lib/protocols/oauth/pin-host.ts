import type { IncomingMessage } from 'node:http'

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-prefix', 'x-forwarded-server', 'x-real-ip'] as const

/**
 * Makes a request look as if it came to the issuer's own address, whatever it said. Metadata, cookies and redirects
 * are built from these headers; left as they came, a caller could have us publish its own host as the token endpoint.
 */
export function pinHost(request: IncomingMessage, issuer: URL): void {
  for (const name of FORWARDED) delete request.headers[name]
  request.headers.host = issuer.host
  request.headers['x-forwarded-proto'] = issuer.protocol.replace(':', '')
}
