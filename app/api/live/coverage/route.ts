import type { NextRequest } from 'next/server'
import type { Api } from '@/lib/api/client'
import { live } from '@/lib/console/live'

type Target = Parameters<Api['containment']['preview']>[0]

/** What a halt of this target would cover now, by the query that would execute it. The authority parses the target. */
export function GET(request: NextRequest): Promise<Response> {
  return live((api) => api.containment.preview(Object.fromEntries(request.nextUrl.searchParams) as Target))
}
