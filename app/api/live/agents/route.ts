import type { NextRequest } from 'next/server'
import { live } from '@/lib/console/live'

const FOUND_MAX = 8

/** Type-ahead: agents by name; without a query those that acted last. */
export function GET(request: NextRequest): Promise<Response> {
  const q = request.nextUrl.searchParams.get('q')?.trim()
  return live((api) => api.agents.list({ limit: FOUND_MAX, ...(q ? { q } : { sort: 'last_active' as const }) }))
}
