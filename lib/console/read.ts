import 'server-only'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import type { Api, ApiRefusal } from '@/lib/api/client'
import type { Result } from '@/lib/kernel/result'
import { apiAsSignedIn } from './api'
import { PATH_HEADER } from './requested-path'
import { sameOriginPath } from './way-back'

/** What a page has to draw itself: everything else has already sent the reader somewhere. */
export type ReadRefusal = Exclude<ApiRefusal, { code: 'signed_out' } | { code: 'not_found' }>

/**
 * Reads for a page, as the signed-in person. Signed out: to the sign-in page and back here. Not found, or not this
 * reader's to know of: the not-found page. Other refusals are the page's to show.
 */
export async function read<T>(call: (api: Api) => Promise<Result<T, ApiRefusal>>): Promise<Result<T, ReadRefusal>> {
  const api = await apiAsSignedIn()
  if (!api) return await toSignIn()
  const result = await call(api)
  if (result.ok) return result
  const { refusal } = result
  if (refusal.code === 'signed_out') return await toSignIn()
  if (refusal.code === 'not_found') notFound()
  return { ok: false, refusal }
}

async function toSignIn(): Promise<never> {
  const here = sameOriginPath((await headers()).get(PATH_HEADER))
  redirect(here === '/' ? '/signin' : `/signin?callbackUrl=${encodeURIComponent(here)}`)
}
