import 'server-only'
import { getToken } from 'next-auth/jwt'
import { cookies } from 'next/headers'
import { cache } from 'react'
import { cookieName } from './cookies'
import { environment } from './environment'

export type SignedIn = { accessToken: string; idToken: string | null }

/** What the encrypted cookie of this request holds; null when there is none, or none that we sealed. Once a request. */
export const session = cache(async (): Promise<SignedIn | null> => {
  const jar = await cookies()
  const request = { cookies: Object.fromEntries(jar.getAll().map(({ name, value }) => [name, value])), headers: new Headers() }
  const token = await getToken({
    // No headers: a session comes in the cookie, not in `authorization`.
    req: request as unknown as Parameters<typeof getToken>[0]['req'],
    secret: environment().sessionSecret,
    cookieName: cookieName('session'),
  })
  if (typeof token?.accessToken !== 'string') return null
  return { accessToken: token.accessToken, idToken: typeof token.idToken === 'string' ? token.idToken : null }
})

/** Forgets the session in this browser. Only where cookies may be written: in an action or a route handler. */
export async function forgetSession(): Promise<void> {
  const jar = await cookies()
  const name = cookieName('session')
  for (const cookie of jar.getAll())
    if (cookie.name === name || cookie.name.startsWith(`${name}.`)) jar.delete({ name: cookie.name, path: '/', secure: name.startsWith('__Host-') })
}
