import 'server-only'
import type { CookiesOptions } from 'next-auth'
import { environment } from './environment'

/** As long as the person's token lives at most (absolute); the authority ends it after 30 idle minutes by itself. */
export const SESSION_SECONDS = 8 * 3_600
const SIGN_IN_SECONDS = 15 * 60

/**
 * Cookies ignore ports: on one machine the authority would be sent ours and we its. So every name says whose it is, and
 * over https `__Host-` ties it to this host, this path and TLS.
 */
export function cookieName(what: string): string {
  const secure = environment().consoleUrl.startsWith('https://')
  return `${secure ? '__Host-' : ''}lanyard-console.${what}`
}

export function sessionCookies(): CookiesOptions {
  const secure = environment().consoleUrl.startsWith('https://')
  const cookie = (what: string, maxAge?: number) => ({
    name: cookieName(what),
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure, ...(maxAge ? { maxAge } : {}) } as const,
  })
  return {
    sessionToken: cookie('session'),
    callbackUrl: cookie('callback-url'),
    csrfToken: cookie('csrf'),
    pkceCodeVerifier: cookie('pkce', SIGN_IN_SECONDS),
    state: cookie('state', SIGN_IN_SECONDS),
    nonce: cookie('nonce', SIGN_IN_SECONDS),
  }
}
