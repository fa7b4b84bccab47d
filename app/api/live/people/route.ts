import type { NextRequest } from 'next/server'
import { live } from '@/lib/console/live'
import { PERSON_STATUSES } from '@/lib/identity/access/contract'

const FOUND_MAX = 8

/** Type-ahead: people by a part of their name or e-mail address, or the one whose address or id it is; without any, the first. */
export function GET(request: NextRequest): Promise<Response> {
  const given = (name: string) => request.nextUrl.searchParams.get(name)?.trim() || undefined
  const status = PERSON_STATUSES.find((each) => each === given('status'))
  return live((api) => api.people.list({ limit: FOUND_MAX, q: given('q'), email: given('email'), ids: given('ids'), status }))
}
