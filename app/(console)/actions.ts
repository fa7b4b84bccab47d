'use server'

import { redirect } from 'next/navigation'
import { apiAsSignedIn } from '@/lib/console/api'
import { environment } from '@/lib/console/environment'
import { forgetSession, session } from '@/lib/console/session'

/** Revokes the token, forgets the cookie, and ends the session at the authority: all three, or the next click signs in again. */
export async function signOutAction(): Promise<void> {
  const { issuer, consoleUrl } = environment()
  const signedIn = await session()
  try {
    await (await apiAsSignedIn())?.me.signOut({})
  } catch {
    // The authority is away: the cookie goes all the same, and the token dies idle within 30 minutes.
    console.error(JSON.stringify({ level: 'error', event: 'token_not_revoked_at_sign_out' }))
  }
  await forgetSession()
  const end = new URL('/oauth/session/end', issuer)
  end.searchParams.set('client_id', 'console')
  end.searchParams.set('post_logout_redirect_uri', `${consoleUrl}/`)
  if (signedIn?.idToken) end.searchParams.set('id_token_hint', signedIn.idToken)
  redirect(end.href)
}
