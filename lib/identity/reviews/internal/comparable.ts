import { asRows, uuidArray } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { Comparable } from '../evidence-contract'

/** Of a kind of agents so many are compared with: the query stays the square of this and not of the estate. */
const PEERS_MAX = 60

/**
 * What others like these agents may: of the same team (or of the same owner, where there is none), platform and risk,
 * that share a tool with it. One query for all of them; an agent without any such is not in the answer.
 */
export async function comparableTo(tx: Pick<Tx, '$queryRaw'>, tenantId: string, ids: readonly string[]): Promise<Map<string, Comparable>> {
  const rows = asRows<{ agent_id: string; agents: number; holding: Record<string, number> }>(
    await tx.$queryRaw`
      with kind as materialized (
        select a.id, coalesce('team ' || a.team, 'owner ' || a.owner_id) as side, a.platform, a.risk_level,
          array(select 'mcp:' || (t->>'mcp_server') || ':' || (t->>'tool_id') from jsonb_array_elements(r.document->'tools') t) as scopes
        from agent a join agent_revision r on r.id = a.revision_in_force_id
        where a.tenant_id = ${tenantId}::uuid and a.state = 'active' and a.registered_by <> 'containment.drill' and jsonb_array_length(r.document->'tools') > 0
      ), asked as materialized (
        select * from kind where id in (select unnest(${uuidArray(ids)}::uuid[]))
      ), peer as materialized (
        select * from (select *, row_number() over (partition by side, platform, risk_level order by id) as place from kind where (side, platform, risk_level) in (select side, platform, risk_level from asked)) k where place <= ${PEERS_MAX + 1}
      ), pair as materialized (
        select s.id as agent_id, p.id, p.scopes from asked s join peer p on p.side = s.side and p.platform = s.platform and p.risk_level = s.risk_level and p.id <> s.id and p.scopes && s.scopes
      ), holding as (
        select agent_id, scope, count(*)::int as agents from pair, unnest(scopes) scope group by 1, 2
      )
      select t.agent_id, t.agents, jsonb_object_agg(h.scope, h.agents) as holding
      from (select agent_id, count(*)::int as agents from pair group by 1) t join holding h on h.agent_id = t.agent_id group by 1, 2`,
  )
  return new Map(rows.map(({ agent_id, agents, holding }) => [agent_id, { agents, holding }]))
}
