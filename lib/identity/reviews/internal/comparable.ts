import { Prisma } from '@/generated/prisma/client'
import { asRows, uuidArray } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { Comparable } from '../evidence-contract'

/** Of a kind of agents so many are compared with: the query stays the square of this and not of the estate. */
const PEERS_MAX = 60

/** By which agents are of a kind. */
export const KIND_OF = Prisma.raw(`concat_ws(' ', coalesce('team ' || a.team, 'owner ' || a.owner_id), a.platform, a.risk_level)`)

/** Tools of the document in force, as scopes. */
const SCOPES = Prisma.raw(`array(select 'mcp:' || (t->>'mcp_server') || ':' || (t->>'tool_id') from jsonb_array_elements(r.document->'tools') t)`)

/** Of a kind, the first so many by name: a walk along an index, and not over the estate. */
const peersWhere = (tenantId: string, side: Prisma.Sql): Prisma.Sql => Prisma.sql`
  select k.kind, p.id, p.scopes from kinds k cross join lateral (
    select a.id, ${SCOPES} as scopes from agent a join agent_revision r on r.id = a.revision_in_force_id
    where a.tenant_id = ${tenantId}::uuid and a.state = 'active' and a.platform = k.platform and a.risk_level = k.risk_level and a.registered_by <> 'containment.drill'
      and jsonb_array_length(r.document->'tools') > 0 and ${side}
    order by a.name, a.id limit ${PEERS_MAX + 1}) p`

/**
 * What others like these agents may: of the same team (or of the same owner, where there is none), platform and risk,
 * that share a tool with it. One query for all of them; an agent without any such is not in the answer.
 */
export async function comparableTo(tx: Pick<Tx, '$queryRaw'>, tenantId: string, ids: readonly string[]): Promise<Map<string, Comparable>> {
  const rows = asRows<{ agent_id: string; agents: number; holding: Record<string, number> }>(
    await tx.$queryRaw(Prisma.sql`
      with asked as materialized (
        select a.id, a.team, case when a.team is null then a.owner_id end as owner_id, a.platform, a.risk_level,
          ${KIND_OF} as kind, ${SCOPES} as scopes
        from agent a join agent_revision r on r.id = a.revision_in_force_id where a.tenant_id = ${tenantId}::uuid and a.id = any(${uuidArray(ids)}::uuid[])
      ), kinds as materialized (
        select distinct kind, team, owner_id, platform, risk_level from asked where cardinality(scopes) > 0
      ), peer as materialized (
        ${peersWhere(tenantId, Prisma.sql`a.team = k.team`)} where k.team is not null
        union all
        ${peersWhere(tenantId, Prisma.sql`a.team is null and a.owner_id = k.owner_id`)} where k.team is null
      ), pair as materialized (
        select s.id as agent_id, p.id, p.scopes from asked s join peer p on p.kind = s.kind and p.id <> s.id and p.scopes && s.scopes
      ), holding as (
        select agent_id, scope, count(*)::int as agents from pair, unnest(scopes) scope group by 1, 2
      )
      select t.agent_id, t.agents, jsonb_object_agg(h.scope, h.agents) as holding
      from (select agent_id, count(*)::int as agents from pair group by 1) t join holding h on h.agent_id = t.agent_id group by 1, 2`),
  )
  return new Map(rows.map(({ agent_id, agents, holding }) => [agent_id, { agents, holding }]))
}
