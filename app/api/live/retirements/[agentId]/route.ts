import type { NextRequest } from 'next/server'
import { live } from '@/lib/console/live'

type Context = { params: Promise<{ agentId: string }> }

/** How far the retirement of one agent has come. */
export async function GET(_request: NextRequest, { params }: Context): Promise<Response> {
  const { agentId } = await params
  return live((api) => api.retirements.get({ agentId }))
}
