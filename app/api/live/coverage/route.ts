import type { NextRequest } from 'next/server'
import { live } from '@/lib/console/live'

/** What a halt of this agent would cover now, by the query that would execute it. */
export function GET(request: NextRequest): Promise<Response> {
  return live((api) => api.containment.preview({ agentId: request.nextUrl.searchParams.get('agentId') ?? '' }))
}
