import { hotTransaction } from '@/lib/db/hot'
import { asRows } from '@/lib/db/rows'
import { parseId, trustedId, type AgentId, type PersonId, type RevisionId, type TenantId } from '@/lib/kernel/ids'
import type { AgentState, IdentityDocument, PublicJwk, RiskLevel } from './contract'

/** What the authorization server must know of an agent that authenticates as its client. */
export type AgentClient = {
  id: AgentId
  tenantId: TenantId
  name: string
  state: AgentState
  riskLevel: RiskLevel
  spiffeId: string
  ownerId: PersonId
  sponsorId: PersonId
  ownerAlive: boolean
  sponsorAlive: boolean
  /** Those not revoked; `kid` and `alg` are set. */
  keys: PublicJwk[]
  /** The revision in force, as it was approved; null for a draft. */
  revision: { id: RevisionId; digest: string; document: IdentityDocument } | null
}

type Row = {
  id: string
  tenant_id: string
  name: string
  state: AgentState
  risk_level: RiskLevel
  spiffe_id: string
  owner_id: string
  sponsor_id: string
  owner_alive: boolean
  sponsor_alive: boolean
  keys: PublicJwk[]
  revision_id: string | null
  digest: string | null
  document: IdentityDocument | null
}

const SQL = `
  select a.id, a.tenant_id, a.name, a.state, a.risk_level, a.spiffe_id, a.owner_id, a.sponsor_id,
    o.status = 'active' as owner_alive, s.status = 'active' as sponsor_alive,
    (select coalesce(jsonb_agg(k.jwk order by k.created_at), '[]') from agent_key k where k.agent_id = a.id and k.revoked_at is null) as keys,
    r.id as revision_id, r.digest, r.document
  from agent a
  join person o on o.id = a.owner_id
  join person s on s.id = a.sponsor_id
  left join agent_revision r on r.id = a.revision_in_force_id
  where a.id = $1`

/**
 * An agent as a client, of whichever tenant; null for an id that is none. On a plain connection, because the token
 * endpoint asks at every request. Containment is not in it: that is read under its lock when a token is issued.
 */
export async function agentClient(clientId: string): Promise<AgentClient | null> {
  const id = parseId<'agent'>(clientId)
  if (!id) return null
  const row = await hotTransaction('system', async (client) => {
    const { rows } = await client.query({ name: 'agent-client', text: SQL, values: [id] })
    return asRows<Row>(rows)[0]
  })
  if (!row) return null
  return {
    id,
    tenantId: trustedId(row.tenant_id),
    name: row.name,
    state: row.state,
    riskLevel: row.risk_level,
    spiffeId: row.spiffe_id,
    ownerId: trustedId(row.owner_id),
    sponsorId: trustedId(row.sponsor_id),
    ownerAlive: row.owner_alive,
    sponsorAlive: row.sponsor_alive,
    keys: row.keys,
    revision: row.revision_id && row.digest && row.document ? { id: trustedId(row.revision_id), digest: row.digest, document: row.document } : null,
  }
}
