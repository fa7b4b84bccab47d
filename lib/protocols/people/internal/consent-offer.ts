import type { AgentView, ToolServerView } from '@/lib/identity/registry/contract'

export type OfferedTool = { scope: string; name: string; title: string; description: string; access: 'reads' | 'changes' | 'unknown' }
export type OfferedServer = { slug: string; title: string; description: string; resource: string; tools: OfferedTool[] }
export type Offer = {
  servers: OfferedServer[]
  /** Asked for and not offered, with the reason. */
  withheld: { scope: string; why: string }[]
  /** Of OpenID Connect, and no authority over anything. */
  protocolScopes: string[]
}

const PROTOCOL_SCOPES: ReadonlySet<string> = new Set(['openid', 'offline_access'])
const MCP_SCOPE = /^mcp:([a-z0-9-]{1,40}):([A-Za-z0-9_.-]{1,128})$/
const DESCRIPTION_MAX = 240
/** What a tool does first, when it comes to risk. */
const ORDER = { changes: 0, unknown: 1, reads: 2 } as const

/**
 * What the person may say yes to: what was asked for, as far as the identity document in force allows it and a
 * registered server has it. Everything else is named and not offered. Pure.
 */
export function consentOffer(requested: string, agent: Pick<AgentView, 'document'>, servers: readonly ToolServerView[]): Offer {
  const allowed = new Set(agent.document.tools.map((tool) => `mcp:${tool.mcp_server}:${tool.tool_id}`))
  const bySlug = new Map(servers.map((server) => [server.slug, server]))
  const offered = new Map<string, OfferedServer>()
  const withheld: Offer['withheld'] = []
  const protocolScopes: string[] = []
  for (const scope of new Set(requested.split(' ').filter(Boolean))) {
    if (PROTOCOL_SCOPES.has(scope)) {
      protocolScopes.push(scope)
      continue
    }
    const [, slug = '', toolName = ''] = MCP_SCOPE.exec(scope) ?? []
    const server = bySlug.get(slug)
    if (!slug) withheld.push({ scope: scope.slice(0, 200), why: 'not something an agent can be given' })
    else if (!allowed.has(scope)) withheld.push({ scope, why: 'not in its identity document' })
    else if (!server) withheld.push({ scope, why: 'on a tool server that is not registered' })
    else {
      const group = offered.get(slug) ?? { slug, title: server.title, description: server.description, resource: server.resource, tools: [] }
      group.tools.push(offeredTool(scope, toolName, server))
      offered.set(slug, group)
    }
  }
  const groups = [...offered.values()].sort((a, b) => a.title.localeCompare(b.title, 'en'))
  for (const group of groups) group.tools.sort((a, b) => ORDER[a.access] - ORDER[b.access] || a.title.localeCompare(b.title, 'en'))
  return { servers: groups, withheld, protocolScopes }
}

function offeredTool(scope: string, name: string, server: ToolServerView): OfferedTool {
  const tool = server.tools.find((candidate) => candidate.name === name)
  const description = oneLine(tool?.description ?? '')
  return {
    scope,
    name,
    title: oneLine(tool?.title ?? '') || name,
    description: description.length > DESCRIPTION_MAX ? `${description.slice(0, DESCRIPTION_MAX).trimEnd()}…` : description,
    // A hint by the server about itself: believed when it warns, called "not stated" when it is silent.
    access: tool?.read_only === true ? 'reads' : tool?.read_only === false ? 'changes' : 'unknown',
  }
}

/** A server describes its own tools, so its words are shown as words: no control or direction-override characters. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069\u200B-\u200F\uFEFF]+/gu, ' ').replace(/\s+/g, ' ').trim()
