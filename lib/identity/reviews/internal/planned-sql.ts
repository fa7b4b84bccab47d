import { Prisma } from '@/generated/prisma/client'
import type { CampaignPlan } from '../contract'
import { takesAll } from '../terms'
import { inScope } from './scope-sql'
import { KIND_OF } from './comparable'
import type { UseSql } from './use'

export type Around = Readonly<{ tenantId: string; plan: CampaignPlan; fallbackId: string; /** People who may certify, by id. */ administrators: readonly string[]; use: UseSql }>

/** As people write where something runs. */
const PRODUCTION = '\\mprod(uction)?\\M'
const live = (person: string): Prisma.Sql => Prisma.raw(`coalesce(${person}.status = 'active' and ${person}.password_hash is not null, false)`)

/** Whom the rule names, where they have access; null: nobody. */
function chosenBy({ reviewers, scope, value }: CampaignPlan): Prisma.Sql {
  switch (reviewers) {
    case 'owner':
      return Prisma.sql`case when ${live('o')} then o.id end`
    case 'sponsor':
      return Prisma.sql`case when ${live('s')} then s.id end`
    case 'manager':
      return Prisma.sql`case when ${live('m')} then m.id end`
    case 'resource_owner':
      // Of the server that is reviewed; else of the one that it has most tools of, among those that somebody answers for.
      return Prisma.sql`(select v.owner_id from jsonb_array_elements(r.document->'tools') t join tool_server v on v.tenant_id = a.tenant_id and v.slug = t->>'mcp_server' join person p on p.id = v.owner_id
        where ${live('p')} and ${scope === 'server' ? Prisma.sql`v.slug = ${value ?? ''}` : Prisma.sql`true`} group by v.slug, v.owner_id order by count(*) desc, v.slug limit 1)`
    case 'named':
      return Prisma.sql`null::uuid` // see `namedSql`
  }
}

/**
 * Named people, each agent to one of them: of those who did not ask for what it has, if there are any. Among the same
 * people agents go round in the order of their ids, beginning elsewhere for each set of people: nobody gets more by their place.
 */
const namedSql = (named: readonly string[]): Prisma.Sql => Prisma.sql`
  select p.agent_id, p.pool[1 + ((p.first + row_number() over (partition by p.pool order by p.agent_id) - 1) % cardinality(p.pool))::int] as person_id
  from (
    select f.agent_id, f.pool, min(f.place) over (partition by f.pool) as first from (
      select b.agent_id, row_number() over (order by b.agent_id) - 1 as place, case when cardinality(n.free) > 0 then n.free else ${[...named]}::uuid[] end as pool
      from base b cross join lateral (
        select coalesce(array_agg(u.id order by u.place), '{}') as free from unnest(${[...named]}::uuid[]) with ordinality u(id, place) where not coalesce(u.id::text = any(b.requesters), false)) n
    ) f
  ) p`

/** Given longer ago than the days of grace, or there are none: no answer takes it, where it was not used. */
const pastGrace = ({ grace_days: days }: CampaignPlan): Prisma.Sql =>
  days === 0
    ? Prisma.sql`true`
    : Prisma.sql`exists (select from agent_revision g, jsonb_array_elements(g.document->'tools') x where g.agent_id = w.agent_id and g.approved_at <= now() - make_interval(days => ${days}::int)
        and x->>'mcp_server' = t->>'mcp_server' and x->>'tool_id' = t->>'tool_id')`

/** How many tools no answer takes away. */
function lost(plan: CampaignPlan, { used }: UseSql): Prisma.Sql {
  if (plan.no_response === 'keep') return Prisma.sql`select 0 as tools`
  if (takesAll(plan.no_response)) return Prisma.sql`select jsonb_array_length(w.tools) as tools`
  return Prisma.sql`
    select count(*)::int as tools from jsonb_array_elements(w.tools) t
    where not ${used(Prisma.sql`w.agent_id`, Prisma.sql`(t->>'mcp_server')`, Prisma.sql`(t->>'tool_id')`)} and ${pastGrace(plan)}`
}

/**
 * What a launch fixes, a row an agent: who reviews which document of it, who else has to look, and what no answer costs.
 * The launch check counts these rows and the launch writes them: one statement, one moment.
 */
export const plannedSql = ({ tenantId, plan, fallbackId, administrators, use }: Around): Prisma.Sql => Prisma.sql`
  with base as materialized (
    select a.id as agent_id, a.name as agent_name, a.risk_level, ${KIND_OF} as kind, a.owner_id, a.sponsor_id, not ${live('o')} as ownerless, ${live('o')} and ${live('s')} as answered_for, r.id as revision_id, r.digest as document_digest, r.document->'tools' as tools,
      coalesce(r.document->'attestation'->>'environment' ~* ${PRODUCTION}, false) as production,
      array[r.author_id] || r.edited_by || case when r.number = 1 then array[a.registered_by] else '{}'::text[] end || coalesce(g.givers, '{}') as requesters,
      coalesce(g.mandates, '') as mandates, g.newest, ${chosenBy(plan)} as chosen
    from agent a join agent_revision r on r.id = a.revision_in_force_id join person o on o.id = a.owner_id join person s on s.id = a.sponsor_id left join person m on m.id = o.manager_id
      left join lateral (
        select array_agg(distinct d.person_id::text) as givers, string_agg(d.id::text, ',' order by d.id) as mandates, max(d.created_at) as newest
        from mandate d where d.tenant_id = a.tenant_id and d.agent_id = a.id and d.withdrawn_at is null and d.expires_at > now()) g on true
    where ${inScope(tenantId, plan)}
  ), fresh as materialized (${use.fresh}), asked as (
    ${plan.named ? Prisma.sql`select b.*, n.person_id as asked from base b join (${namedSql(plan.named)}) n using (agent_id)` : Prisma.sql`select b.*, b.chosen as asked from base b`}
  ), fits as (
    select b.*, b.asked is not null and not (${plan.independence === 'strict'}::boolean and b.asked::text = any(b.requesters)) as fits from asked b
  ), reviewed as (
    select f.*, case when f.fits then f.asked else ${fallbackId}::uuid end as reviewer_id from fits f
  ), staged as (
    select w.*, ${plan.stages >= 2}::boolean or w.risk_level in ('high', 'critical') or w.reviewer_id::text = any(w.requesters) as second, ${plan.stages >= 3}::boolean as third,
      (select count(*) from unnest(${[...administrators]}::text[]) x(id) where x.id not in (w.reviewer_id::text, w.owner_id::text, w.sponsor_id::text) and x.id <> all(w.requesters)) as certifiers
    from reviewed w
  )
  select w.agent_id, w.agent_name, w.risk_level, w.kind, w.revision_id, w.document_digest, w.reviewer_id, w.second, w.third, not w.fits as by_fallback, w.ownerless,
    w.certifiers < case when w.third then 2 when w.second then 1 else 0 end as uncertifiable,
    w.risk_level = 'low' and w.answered_for and coalesce(p.document = w.document_digest and (w.newest is null or w.newest <= p.final_at), false) as steady,
    ${use.called(Prisma.sql`w.agent_id`)} as called, w.production,
    n.tools as loses, ${takesAll(plan.no_response) ? Prisma.sql`true` : Prisma.sql`n.tools > 0`} as losing, w.mandates
  from staged w cross join lateral (${lost(plan, use)}) n
    left join lateral (
      select i.final_at, coalesce(i.decided_document, i.document_digest) as document from review_item i
      where i.tenant_id = ${tenantId}::uuid and i.agent_id = w.agent_id and i.state = 'final' and i.outcome_by = 'review' order by i.final_at desc limit 1) p on true`
