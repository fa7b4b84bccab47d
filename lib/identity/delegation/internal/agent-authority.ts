import { Prisma } from '@/generated/prisma/client'
import { STATUS_SQL } from '@/lib/db/agent-status'
import { guardedFrom, GUARDED_SQL, type Guarded, type GuardedColumn } from '@/lib/db/guarded-servers'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { AgentStatus } from '../../registry/contract'

export type AgentAuthority = {
  id: string
  tenantId: string
  name: string
  status: AgentStatus
  ownersAlive: boolean
  ownerId: string
  sponsorId: string
  /** What the revision in force allows at most, and a registered server still offers: `mcp:<server>:<tool>`. */
  scopes: ReadonlySet<string>
  /** Of these servers, those that guard themselves. */
  guarded: Guarded
}

/** What an agent may be given at most, read in the transaction that gives it. Null: not an agent of this tenant. */
export async function agentAuthority(tx: Pick<Tx, '$queryRaw'>, tenantId: string, agentId: string): Promise<AgentAuthority | null> {
  type Row = { id: string; name: string; status: AgentStatus; alive: boolean; owner_id: string; sponsor_id: string; scopes: string[]; guarded: GuardedColumn }
  const [row] = asRows<Row>(
    await tx.$queryRaw(Prisma.sql`
      select a.id, a.name, ${STATUS_SQL} as status, o.status = 'active' and s.status = 'active' as alive, a.owner_id, a.sponsor_id,
        array(select 'mcp:' || (tool->>'mcp_server') || ':' || (tool->>'tool_id')
          from jsonb_array_elements(r.document->'tools') as tool
          where exists (select from tool_server t where t.tenant_id = a.tenant_id and t.slug = tool->>'mcp_server')) as scopes,
        ${Prisma.raw(GUARDED_SQL)} as guarded
      from agent a
      join person o on o.id = a.owner_id
      join person s on s.id = a.sponsor_id
      left join agent_revision r on r.id = a.revision_in_force_id
      where a.id = ${agentId}::uuid and a.tenant_id = ${tenantId}::uuid`),
  )
  if (!row) return null
  const { id, name, status, alive: ownersAlive, owner_id: ownerId, sponsor_id: sponsorId } = row
  return { id, tenantId, name, status, ownersAlive, ownerId, sponsorId, scopes: new Set(row.scopes), guarded: guardedFrom(row.guarded) }
}
