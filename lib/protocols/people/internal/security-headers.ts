import { createMiddleware } from 'hono/factory'
import type { Env, PeopleDeps } from '../deps'

/**
 * Nothing runs but our own file, nothing frames the page, and it leads nowhere but where the handler says (browsers
 * hold redirects after a form to `form-action`, too). `same-origin`, because with `no-referrer` a browser would send
 * `Origin: null` with our own forms.
 *
 * @param formTargets origins, beside this one and the console's, where a form of the page may end
 */
export function headersOf(consoleUrl: string, formTargets: readonly string[]): Record<string, string> {
  const targets = [...new Set(["'self'", consoleUrl, ...formTargets])].join(' ')
  return {
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; form-action ${targets}; frame-ancestors 'none'; base-uri 'none'`,
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'cache-control': 'no-store',
  }
}

export const securityHeaders = (deps: Pick<PeopleDeps, 'consoleUrl'>) =>
  createMiddleware<Env>(async (c, next) => {
    c.set('formTargets', [])
    await next()
    for (const [name, value] of Object.entries(headersOf(deps.consoleUrl, c.get('formTargets')))) c.header(name, value)
  })

/** What `form-action` must name for a browser to follow a redirect there: an origin, or a scheme for an app's own. */
export function formTargetOf(redirectUri: unknown): string[] {
  if (typeof redirectUri !== 'string' || !URL.canParse(redirectUri)) return []
  const { protocol, origin } = new URL(redirectUri)
  return [protocol === 'https:' || protocol === 'http:' ? origin : protocol]
}
