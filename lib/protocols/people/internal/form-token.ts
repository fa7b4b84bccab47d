import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { getCookie, setCookie } from 'hono/cookie'
import type { Ctx, PeopleDeps } from '../deps'

/** A name of its own: on one machine the console and the gateway get every cookie of this host, and must not mistake it. */
const NAME = 'lanyard-authority-form'

const MAC = (deps: PeopleDeps, cookie: string, binding: string): Buffer =>
  createHmac('sha256', deps.formSecret).update(`${cookie}\n${binding}`).digest()

/**
 * A token for one form in one browser: keyed over a random cookie and over what the form is about, so that it is good
 * for no other browser, sign-in or link (signed double submit).
 *
 * @param binding what the form answers, e.g. `interaction <uid>`
 */
export function formToken(deps: PeopleDeps, c: Ctx, binding: string): string {
  const secure = deps.issuer.startsWith('https:')
  let cookie = getCookie(c, NAME, secure ? 'host' : undefined)
  if (!cookie || cookie.length !== 43) {
    cookie = randomBytes(32).toString('base64url')
    setCookie(c, NAME, cookie, { path: '/', httpOnly: true, sameSite: 'Lax', secure, ...(secure ? { prefix: 'host' as const } : {}) })
  }
  return MAC(deps, cookie, binding).toString('base64url')
}

export function formTokenMatches(deps: PeopleDeps, c: Ctx, binding: string, token: string | null): boolean {
  const cookie = getCookie(c, NAME, deps.issuer.startsWith('https:') ? 'host' : undefined)
  if (!cookie || !token) return false
  const [given, expected] = [Buffer.from(token, 'base64url'), MAC(deps, cookie, binding)]
  return given.length === expected.length && timingSafeEqual(given, expected)
}
