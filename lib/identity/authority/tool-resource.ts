import type { Guarded } from '@/lib/db/guarded-servers'
import { resourceOf } from '../registry'

export { resourceOf, serverOf } from '../registry'

/** The `<server>` of `mcp:<server>:<tool>`; null for a scope of another kind. */
export function serverOfScope(scope: string): string | null {
  const [kind, server, tool] = scope.split(':')
  return kind === 'mcp' && server && tool ? server : null
}

export const scopeOfTool = (tool: { mcp_server: string; tool_id: string }): string => `mcp:${tool.mcp_server}:${tool.tool_id}`

/** Everything that these scopes reach. */
export function resourcesOf(gatewayUrl: string, scopes: Iterable<string>, guarded?: Guarded): Set<string> {
  const resources = new Set<string>()
  for (const scope of scopes) {
    const server = serverOfScope(scope)
    if (server) resources.add(resourceOf(gatewayUrl, server, guarded))
  }
  return resources
}
