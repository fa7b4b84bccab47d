import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { SignedIn } from '@/lib/identity/access'
import type { Ctx, PeopleDeps } from '../deps'

/**
 * Signs a person in at the authorization server outside an authorization request, after a one-time link, and sends
 * them to the console: it then starts an ordinary sign-in and finds them signed in, without a second password.
 * The browser gets a new session; whatever it was signed in to before is left behind and not taken over.
 */
export async function signInAndContinue(deps: PeopleDeps, c: Ctx, person: SignedIn): Promise<Response> {
  const { incoming, outgoing } = c.env
  const { provider, session: settings } = deps
  const context = provider.createContext(incoming, outgoing)
  const session = new provider.Session()
  session.loginAccount({ accountId: person.personId, amr: ['pwd'], transient: true })
  await session.save(settings.seconds)
  context.cookies.set(provider.cookieName('session'), session.jti, settings.cookie)
  outgoing.statusCode = 303
  outgoing.setHeader('location', `${deps.consoleUrl}/signin`)
  outgoing.setHeader('cache-control', 'no-store')
  outgoing.setHeader('referrer-policy', 'same-origin')
  outgoing.end()
  return RESPONSE_ALREADY_SENT
}
