import { batchRead } from '@/lib/db/batch'
import { guardedFrom, GUARDED_SQL, type Guarded, type GuardedColumn } from '@/lib/db/guarded-servers'
import { microBatch } from '@/lib/db/micro-batch'
import { parseId, trustedId, type AgentId, type TenantId } from '@/lib/kernel/ids'
import type { JWK } from 'jose'
import type { CheckName } from './issue-request'
import { scopeOfTool } from './tool-resource'

/** An agent as the authorization server sees a client. */
export type ClientAgent = {
  id: AgentId
  tenantId: TenantId
  name: string
  /** Null for an agent that may be a client; else why it is none now. */
  barred: { code: Extract<CheckName, 'containment' | 'owner_alive' | 'document'>; detail: string } | null
  jwks: readonly JWK[]
  redirectUris: readonly string[]
  /** What its approved identity document allows it at all. */
  scopes: readonly string[]
  /** Of the servers that it names, those that guard themselves. */
  guarded: Guarded
}

type Row = {
  id: string
  tenant_id: string
  name: string
  state: string
  owner_active: boolean
  sponsor_active: boolean
  contained: boolean
  has_document: boolean
  redirect_uris: string[] | null
  tools: { mcp_server: string; tool_id: string }[] | null
  guarded: GuardedColumn
  keys: { kid: string; jwk: JWK }[]
}

const SQL = `
select a.id, a.tenant_id, a.name, a.state, o.status = 'active' as owner_active, s.status = 'active' as sponsor_active,
  exists (select from containment_cover c where c.tenant_id = a.tenant_id and c.kind = 'agent' and c.subject_id = a.id and c.lifted_epoch is null
    and c.mode in ('suspend', 'kill')) as contained,
  r.id is not null as has_document, r.document->'redirect_uris' as redirect_uris, r.document->'tools' as tools, ${GUARDED_SQL} as guarded,
  coalesce((select jsonb_agg(jsonb_build_object('kid', k.kid, 'jwk', k.jwk) order by k.kid) from agent_key k
    where k.agent_id = a.id and k.revoked_at is null), '[]') as keys
from agent a join person o on o.id = a.owner_id join person s on s.id = a.sponsor_id
left join agent_revision r on r.id = a.revision_in_force_id
where a.id = any($1::uuid[])`

const find = microBatch(async (ids: readonly AgentId[]): Promise<readonly (ClientAgent | null)[]> => {
  const found = await batchRead<Row>('system', { name: 'client-agents', text: SQL, values: [[...new Set(ids)]] })
  const rows = new Map(found.map((row) => [row.id, toClientAgent(row)]))
  return ids.map((id) => rows.get(id) ?? null)
})

/**
 * Reads an agent for client authentication, afresh every time: what was approved, revoked or halted a moment ago
 * counts now. Ids are compared letter by letter; anything but a UUIDv7 in its one spelling is nobody.
 */
export async function findClientAgent(clientId: string): Promise<ClientAgent | null> {
  const id = parseId<'agent'>(clientId)
  return id ? find(id) : null
}

function toClientAgent(row: Row): ClientAgent {
  return {
    id: trustedId(row.id),
    tenantId: trustedId(row.tenant_id),
    name: row.name,
    barred: barOf(row),
    jwks: row.keys.map(({ kid, jwk }) => ({ ...jwk, kid, use: 'sig' })),
    redirectUris: row.redirect_uris ?? [],
    scopes: [...new Set((row.tools ?? []).map(scopeOfTool))],
    guarded: guardedFrom(row.guarded),
  }
}

function barOf(row: Row): ClientAgent['barred'] {
  if (row.contained) return { code: 'containment', detail: `${row.name} is halted` }
  if (row.state !== 'active') return { code: 'owner_alive', detail: `${row.name} is ${row.state}` }
  if (!row.owner_active) return { code: 'owner_alive', detail: `${row.name} has no live owner` }
  if (!row.sponsor_active) return { code: 'owner_alive', detail: `${row.name} has no live sponsor` }
  return row.has_document ? null : { code: 'document', detail: 'no approved identity document is in force' }
}
