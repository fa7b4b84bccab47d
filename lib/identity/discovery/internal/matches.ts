import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { parseId } from '@/lib/kernel/ids'
import { nameKey } from '../../registry'
import { isAgentKind, type FoundKind, type MATCH_REASONS, type MatchView } from '../contract'

type Found = { id: string; kind: FoundKind; name: string; evidence: { client_ids: string[]; urls: string[]; spiffe_ids: string[]; key_ids: string[]; document: { name?: string | undefined } } }
type AgentRow = { id: string; name: string; name_key: string; spiffe_id: string; kids: string[] }
type ServerRow = { id: string; title: string; slug: string; url: string | null }
type Reason = (typeof MATCH_REASONS)[number]

const MATCHES_MAX = 3

/** What is registered and may be the same thing, and why: agents that are not retired, and tool servers. Two questions for a page of things. */
export async function matchesOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, found: readonly Found[]): Promise<Map<string, MatchView[]>> {
  const all = <T>(pick: (one: Found) => T[]): T[] => [...new Set(found.flatMap(pick))]
  const agents = asRows<AgentRow>(
    await tx.$queryRaw`
      select a.id, a.name, a.name_key, a.spiffe_id, array(select k.kid from agent_key k where k.agent_id = a.id and k.revoked_at is null) as kids
      from agent a
      where a.tenant_id = ${tenantId}::uuid and a.state <> 'retired' and a.id in (
        -- Each is looked up by its own index: together in one condition they would be asked of every agent.
        select x.id from agent x where x.tenant_id = ${tenantId}::uuid and x.name_key = any(${all((one) => namesOf(one))}::text[])
        union select x.id from agent x where x.id = any(${all((one) => one.evidence.client_ids.filter((id) => parseId(id) !== null))}::uuid[])
        union select x.id from agent x where x.spiffe_id = any(${all((one) => one.evidence.spiffe_ids)}::text[])
        union select k.agent_id from agent_key k where k.revoked_at is null and k.kid = any(${all((one) => one.evidence.key_ids)}::text[]))
      limit 500`,
  )
  const servers = asRows<ServerRow>(
    await tx.$queryRaw`
      select s.id, s.title, s.slug, s.transport->>'url' as url from tool_server s
      where s.tenant_id = ${tenantId}::uuid and (s.slug = any(${all((one) => slugsOf(one))}::text[]) or rtrim(s.transport->>'url', '/') = any(${all((one) => one.evidence.urls.map(withoutSlash))}::text[]))
      limit 500`,
  )
  return new Map(found.map((one) => [one.id, (isAgentKind(one.kind) ? agents.flatMap((agent) => agentMatch(one, agent)) : servers.flatMap((server) => serverMatch(one, server))).slice(0, MATCHES_MAX)]))
}

const namesOf = (one: Found): string[] => [one.name, one.evidence.document.name].flatMap((name) => (name ? [nameKey(name)] : []))
const slugsOf = (one: Found): string[] => [one.name, one.name.split('/').at(-1) ?? ''].map((name) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '')).filter(Boolean)
const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

function agentMatch(one: Found, agent: AgentRow): MatchView[] {
  const why: Reason[] = [
    ...(one.evidence.client_ids.includes(agent.id) ? (['same client_id'] as const) : []),
    ...(one.evidence.spiffe_ids.includes(agent.spiffe_id) ? (['same SPIFFE ID'] as const) : []),
    ...(one.evidence.key_ids.some((kid) => agent.kids.includes(kid)) ? (['same key'] as const) : []),
    ...(namesOf(one).includes(agent.name_key) ? (['same name'] as const) : []),
  ]
  return why.length > 0 ? [{ kind: 'agent', id: agent.id, name: agent.name, why }] : []
}

function serverMatch(one: Found, server: ServerRow): MatchView[] {
  const why: Reason[] = [...(server.url !== null && one.evidence.urls.map(withoutSlash).includes(withoutSlash(server.url)) ? (['same address'] as const) : []), ...(slugsOf(one).includes(server.slug) ? (['same slug'] as const) : [])]
  return why.length > 0 ? [{ kind: 'tool_server', id: server.id, name: server.title, why }] : []
}
