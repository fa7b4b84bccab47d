import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { personActor, type SignedInBy, type SignedInPerson } from '@/lib/identity/access'
import { parseId } from '@/lib/kernel/ids'
import type { Ctx, PeopleDeps } from '../deps'

/** How old a sign-in may be for what changes how one signs in. */
const RECENT_SECONDS = 5 * 60

export type SignedInHere = { person: SignedInPerson; /** Whether they have just shown who they are. */ recent: boolean }

/** Whom this browser is signed in as at the authorization server; its cookie comes with paths below `/oauth` alone. */
export async function signedInHere({ provider }: PeopleDeps, c: Ctx): Promise<SignedInHere | null> {
  const session = await provider.Session.get(provider.createContext(c.env.incoming, c.env.outgoing))
  const personId = parseId<'person'>(session.accountId)
  const person = personId && (await personActor(personId))
  return person && { person, recent: !session.past(RECENT_SECONDS) }
}

/**
 * Notes that a person has shown anew who they are, and sends the browser on. Their session goes on under another name,
 * so that a cookie from before is no part of it; whoever else was signed in here is left behind.
 */
export async function signInHere(deps: PeopleDeps, c: Ctx, { personId, amr }: Pick<SignedInBy, 'personId' | 'amr'>, location: string): Promise<Response> {
  const { incoming, outgoing } = c.env
  const { provider, session: settings } = deps
  const context = provider.createContext(incoming, outgoing)
  const before = await provider.Session.get(context)
  const goesOn = before.accountId === personId
  const session = goesOn ? before : new provider.Session()
  if (goesOn) session.resetIdentifier()
  session.loginAccount({ accountId: personId, amr, transient: true })
  await session.save(settings.seconds)
  context.cookies.set(provider.cookieName('session'), session.jti, settings.cookie)
  outgoing.statusCode = 303
  outgoing.setHeader('location', location)
  outgoing.setHeader('cache-control', 'no-store')
  outgoing.setHeader('referrer-policy', 'same-origin')
  outgoing.end()
  return RESPONSE_ALREADY_SENT
}
