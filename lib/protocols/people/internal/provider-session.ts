import type { SignedIn } from '@/lib/identity/access'
import type { Ctx, PeopleDeps } from '../deps'
import { signInHere } from './account-session'

/**
 * Signs a person in at the authorization server outside an authorization request, after a one-time link, and sends
 * them to the console: it then starts an ordinary sign-in and finds them signed in, without a second password.
 * The browser gets a new session; whatever it was signed in to before is left behind and not taken over.
 */
export const signInAndContinue = (deps: PeopleDeps, c: Ctx, { personId }: SignedIn): Promise<Response> =>
  signInHere(deps, c, { personId, amr: ['pwd'] }, `${deps.consoleUrl}/signin`)
