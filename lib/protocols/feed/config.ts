import { listRoutes, type Point } from '@/lib/identity/containment'
import { DRILL_TOOL, drillServerOf, resourceOf } from '@/lib/identity/registry'
import { NO_STORE } from './problem'

/**
 * GET /feed/config: the tool servers that a gateway stands in front of; to a server that guards itself, itself, and
 * which tokens drills come with: its probe is the one place where those are for it, too.
 */
export async function configEndpoint(point: Point, gatewayUrl: string | null): Promise<Response> {
  const servers = await listRoutes(point)
  if (!point.guards || !point.tenantId || gatewayUrl === null) return Response.json({ servers }, { headers: NO_STORE })
  const server = drillServerOf(point.tenantId)
  return Response.json({ servers, drill: { server, tool: DRILL_TOOL, resource: resourceOf(gatewayUrl, server) } }, { headers: NO_STORE })
}
