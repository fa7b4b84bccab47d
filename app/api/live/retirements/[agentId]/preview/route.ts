import type { NextRequest } from 'next/server'
import { live } from '@/lib/console/live'

type Context = { params: Promise<{ agentId: string }> }

/** What retiring one agent would do, by the queries that do it. */
export async function GET(_request: NextRequest, { params }: Context): Promise<Response> {
  const { agentId } = await params
  return live((api) => api.retirements.preview({ agentId }))
}
