import type { KnownServer } from './draft'
import { slugOf } from './names'

const TOOLS_MAX = 100

/** The tools of those servers, of the ones that a client names, which are behind the gateway; whoever registers takes away what is not needed. */
export function knownTools(named: readonly string[], known: readonly KnownServer[]): { mcp_server: string; tool_id: string }[] {
  const servers = named.flatMap((name) => known.find((server) => server.slug === slugOf(name) || server.title.toLowerCase() === name.toLowerCase()) ?? [])
  return [...new Set(servers)].flatMap((server) => server.tools.map((tool) => ({ mcp_server: server.slug, tool_id: tool.name }))).slice(0, TOOLS_MAX)
}
