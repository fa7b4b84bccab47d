import { Prisma } from '@/generated/prisma/client'
import type { CampaignPlan } from '../contract'
import { inScope } from './scope-sql'

export type Around = Readonly<{ tenantId: string; plan: CampaignPlan; fallbackId: string; /** People who may certify, by id. */ administrators: readonly string[]; /** Tools that were called: `agent_id`, `tool_server`, `tool`. */ used: Prisma.Sql }>

/** As people write where something runs. */
const PRODUCTION = '\\mprod(uction)?\\M'
const live = (person: string): Prisma.Sql => Prisma.raw(`coalesce(${person}.status = 'active' and ${person}.password_hash is not null, false)`)

/** Whom the rule names, where they have access; null: nobody. */
function chosenBy({ reviewers, reviewer }: CampaignPlan): Prisma.Sql {
  switch (reviewers) {
    case 'owner':
      return Prisma.sql`case when ${live('o')} then o.id end`
    case 'sponsor':
      return Prisma.sql`case when ${live('s')} then s.id end`
    case 'manager':
      return Prisma.sql`case when ${live('m')} then m.id end`
    case 'named':
      return Prisma.sql`${reviewer ?? null}::uuid`
  }
}

/** Given longer ago than the days of grace, or there are none: no answer takes it, where it was not used. */
const pastGrace = ({ grace_days: days }: CampaignPlan): Prisma.Sql =>
  days === 0
    ? Prisma.sql`true`
    : Prisma.sql`exists (select from agent_revision g, jsonb_array_elements(g.document->'tools') x where g.agent_id = w.agent_id and g.approved_at <= now() - make_interval(days => ${days}::int)
        and x->>'mcp_server' = t->>'mcp_server' and x->>'tool_id' = t->>'tool_id')`

/** How many tools no answer takes away. */
function lost(plan: CampaignPlan): Prisma.Sql {
  if (plan.no_response === 'keep') return Prisma.sql`select 0 as tools`
  if (plan.no_response === 'suspend') return Prisma.sql`select jsonb_array_length(w.tools) as tools`
  // Looked up in a table of what was used, that is hashed once: of how many there are the planner knows nothing.
  return Prisma.sql`
    select count(*)::int as tools from jsonb_array_elements(w.tools) t
    where (w.agent_id, t->>'mcp_server', t->>'tool_id') not in (select u.agent_id, u.tool_server, u.tool from used u) and ${pastGrace(plan)}`
}

/**
 * What a launch fixes, a row an agent: who reviews which document of it, who else has to look, and what no answer costs.
 * The launch check counts these rows and the launch writes them: one statement, one moment.
 */
export const plannedSql = ({ tenantId, plan, fallbackId, administrators, used }: Around): Prisma.Sql => Prisma.sql`
  with base as materialized (
    select a.id as agent_id, a.name as agent_name, a.risk_level, a.owner_id, a.sponsor_id, not ${live('o')} as ownerless, ${live('o')} and ${live('s')} as answered_for, r.id as revision_id, r.digest as document_digest, r.document->'tools' as tools,
      coalesce(r.document->'attestation'->>'environment' ~* ${PRODUCTION}, false) as production,
      array[r.author_id] || r.edited_by || case when r.number = 1 then array[a.registered_by] else '{}'::text[] end || coalesce(g.givers, '{}') as requesters,
      coalesce(g.mandates, '') as mandates, g.newest, ${chosenBy(plan)} as chosen
    from agent a join agent_revision r on r.id = a.revision_in_force_id join person o on o.id = a.owner_id join person s on s.id = a.sponsor_id left join person m on m.id = o.manager_id
      left join lateral (
        select array_agg(distinct d.person_id::text) as givers, string_agg(d.id::text, ',' order by d.id) as mandates, max(d.created_at) as newest
        from mandate d where d.tenant_id = a.tenant_id and d.agent_id = a.id and d.withdrawn_at is null and d.expires_at > now()) g on true
    where ${inScope(tenantId, plan)}
  ), used as materialized (${used}), fits as (
    select b.*, b.chosen is not null and not (${plan.independence === 'strict'}::boolean and b.chosen::text = any(b.requesters)) as fits from base b
  ), reviewed as (
    select f.*, case when f.fits then f.chosen else ${fallbackId}::uuid end as reviewer_id from fits f
  ), staged as (
    select w.*, ${plan.stages >= 2}::boolean or w.risk_level in ('high', 'critical') or w.reviewer_id::text = any(w.requesters) as second, ${plan.stages >= 3}::boolean as third,
      (select count(*) from unnest(${[...administrators]}::text[]) x(id) where x.id not in (w.reviewer_id::text, w.owner_id::text, w.sponsor_id::text) and x.id <> all(w.requesters)) as certifiers
    from reviewed w
  )
  select w.agent_id, w.agent_name, w.risk_level, w.revision_id, w.document_digest, w.reviewer_id, w.second, w.third, not w.fits as by_fallback, w.ownerless,
    w.certifiers < case when w.third then 2 when w.second then 1 else 0 end as uncertifiable,
    w.risk_level = 'low' and w.answered_for and coalesce(p.document = w.document_digest and (w.newest is null or w.newest <= p.final_at), false) as steady,
    w.agent_id in (select u.agent_id from used u) as called, w.production,
    n.tools as loses, ${plan.no_response === 'suspend' ? Prisma.sql`true` : Prisma.sql`n.tools > 0`} as losing, w.mandates
  from staged w cross join lateral (${lost(plan)}) n
    left join lateral (
      select i.final_at, coalesce(i.decided_document, i.document_digest) as document from review_item i
      where i.tenant_id = ${tenantId}::uuid and i.agent_id = w.agent_id and i.state = 'final' and i.outcome_by = 'review' order by i.final_at desc limit 1) p on true`

/** Agents in scope, by id: only their use is looked at. */
export const scopeIds = (tenantId: string, plan: Pick<CampaignPlan, 'scope' | 'value'>): Prisma.Sql => Prisma.sql`select a.id from agent a where ${inScope(tenantId, plan)}`
