import { SLUG } from '../registry/contract'

/** The resource indicator (RFC 8707) of a tool server: the gateway's address of it. */
export const resourceOf = (gatewayUrl: string, server: string): string => `${gatewayUrl}/mcp/${server}`

/** The tool server that a resource names; null for anything else. Compared letter by letter: a variant is another resource. */
export function serverOf(gatewayUrl: string, resource: string): string | null {
  const prefix = `${gatewayUrl}/mcp/`
  const server = resource.startsWith(prefix) ? resource.slice(prefix.length) : ''
  return SLUG.test(server) ? server : null
}

/** The `<server>` of `mcp:<server>:<tool>`; null for a scope of another kind. */
export function serverOfScope(scope: string): string | null {
  const [kind, server, tool] = scope.split(':')
  return kind === 'mcp' && server && tool ? server : null
}

export const scopeOfTool = (tool: { mcp_server: string; tool_id: string }): string => `mcp:${tool.mcp_server}:${tool.tool_id}`

/** Everything that these scopes reach. */
export function resourcesOf(gatewayUrl: string, scopes: Iterable<string>): Set<string> {
  const resources = new Set<string>()
  for (const scope of scopes) {
    const server = serverOfScope(scope)
    if (server) resources.add(resourceOf(gatewayUrl, server))
  }
  return resources
}
