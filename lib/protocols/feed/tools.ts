import { recordTools } from '@/lib/identity/containment'
import { ToolsInput } from '@/lib/identity/containment/feed-contract'
import type { Authenticated } from './authenticate'
import { INVALID, NO_STORE, problem, UNAUTHENTICATED } from './problem'

/** POST /feed/tools: what a point found on a tool server. */
export async function toolsEndpoint(body: unknown, { point, proof }: Authenticated): Promise<Response> {
  const input = ToolsInput.safeParse(body)
  if (!input.success) return problem(INVALID)
  const kept = await recordTools(point, input.data, proof)
  if (kept.ok) return Response.json(kept.value, { headers: NO_STORE })
  switch (kept.refusal.code) {
    case 'replayed':
      return problem(UNAUTHENTICATED, kept.refusal.code)
    case 'unknown_server':
      return problem({ status: 404, code: 'unknown_server', title: 'there is no such tool server for this point' })
  }
}
