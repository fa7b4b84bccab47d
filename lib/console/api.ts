import 'server-only'
import { createApi, type Api } from '@/lib/api/client'
import { environment } from './environment'
import { session } from './session'

/** The management API with the signed-in person's own token; null when nobody is signed in. */
export async function apiAsSignedIn(): Promise<Api | null> {
  const signedIn = await session()
  return signedIn && createApi({ origin: environment().issuer, token: signedIn.accessToken })
}
