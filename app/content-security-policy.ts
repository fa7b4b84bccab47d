import { randomBytes } from 'node:crypto'
import diagnostics from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'

type Options = Readonly<{
  nonce: string
  /** Where a form may end: the console itself, and the authority that signs people in and out. */
  formOrigins?: readonly string[]
  development?: boolean
}>

/**
 * Scripts run by nonce alone. Styles may be inline: the graph, charts and popovers place themselves with `style`,
 * and a style cannot run code.
 */
export function contentSecurityPolicy({ nonce, formOrigins = [], development = false }: Options): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    ['form-action', "'self'", ...formOrigins].join(' '),
    "frame-ancestors 'none'",
    "frame-src 'none'",
  ].join('; ')
}

/**
 * Gives each response a policy with a fresh nonce. Next reads the nonce for its own inline scripts from the request's
 * header, so the header is set there too, over whatever a client sent.
 *
 * Done on Node's own request channel because there is no proxy.ts in this console: nothing that stands in front of
 * the pages should look like the place where they are authorized.
 */
export function installContentSecurityPolicy(environment: NodeJS.ProcessEnv): void {
  const development = environment.NODE_ENV === 'development'
  const issuer = environment.LANYARD_ISSUER
  const formOrigins = issuer ? [new URL(issuer).origin] : []
  diagnostics.subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    const policy = contentSecurityPolicy({ nonce: randomBytes(16).toString('base64'), formOrigins, development })
    request.headers['content-security-policy'] = policy
    delete request.headers['content-security-policy-report-only']
    response.setHeader('Content-Security-Policy', policy)
  })
}
