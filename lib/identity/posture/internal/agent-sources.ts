import { Prisma } from '@/generated/prisma/client'
import type { Population, Source } from './source'

const { sql } = Prisma
const agents = (more: Prisma.Sql): Population => ({
  kind: 'agent',
  // Agents of drills are nobody's estate.
  from: (tenant) => sql`agent a left join agent_revision r on r.id = a.revision_in_force_id where a.tenant_id = ${tenant}::uuid and a.registered_by <> 'containment.drill' and ${more}`,
  id: sql`a.id::text`,
  name: sql`a.name`,
  parts: { team: sql`a.team`, platform: sql`a.platform`, risk: sql`a.risk_level` },
})
const ACTIVE = agents(sql`a.state = 'active'`)
const PRESENT = agents(sql`a.state <> 'retired'`)
const ALL = agents(sql`true`)
/** A draft that was ended had nothing that could be left over. */
const RETIRED = agents(sql`a.state = 'retired' and a.revision_in_force_id is not null`)
const ACTED = agents(sql`a.state = 'active' and a.last_active_at is not null`)
const DECLARED = agents(sql`a.state = 'active' and r.document->'attestation'->>'code_digest' is not null`)

const of = (population: Population, good: Prisma.Sql, detail: Prisma.Sql): Source => ({ of: population, good: sql`coalesce(${good}, false)`, detail })
const active = (good: Prisma.Sql, detail: Prisma.Sql) => of(ACTIVE, good, detail)

const HIGH = sql`a.risk_level in ('high', 'critical')`
const LIVE_KEYS = sql`select k.created_at from agent_key k where k.tenant_id = a.tenant_id and k.agent_id = a.id and k.revoked_at is null`
const live = (kind: 'person' | 'standing') => sql`select m.* from mandate m where m.tenant_id = a.tenant_id and m.agent_id = a.id and m.kind = ${kind} and m.withdrawn_at is null and m.expires_at > now()`
const day = (at: Prisma.Sql) => sql`coalesce(to_char(${at} at time zone 'UTC', 'YYYY-MM-DD'), 'never')`
const list = (path: Prisma.Sql) => sql`case when jsonb_typeof(${path}) = 'array' then ${path} else '[]'::jsonb end`
const TOOLS = list(sql`r.document->'tools'`)
/** By the sums of what agents used, by day, and by the record for what is not summed up yet: an agent may have a million calls. */
const CALLED = (days: number, server: Prisma.Sql, tool: Prisma.Sql) => sql`(exists (select from agent_use u where u.tenant_id = a.tenant_id and u.agent_id = a.id
    and u.tool_server = ${server} and u.tool = ${tool} and u.day > (now() at time zone 'UTC')::date - ${days}::int and u.allowed > 0)
  or exists (select from ledger_entry e where e.tenant_id = a.tenant_id and e.agent_id = a.id
    and e.occurred_at > now() - interval '1 hour' and e.action = 'tool.call' and e.result = 'allowed' and e.tool_server = ${server} and e.tool = ${tool}))`
const UNUSED_TOOLS = sql`from jsonb_array_elements(${TOOLS}) t(tool) where not ${CALLED(90, sql`t.tool->>'mcp_server'`, sql`t.tool->>'tool_id'`)}`
/** A scope is `mcp:<server>:<tool>`; a tool's name has no colon, nor has a server's. */
const UNUSED_SCOPES = sql`from (${live('standing')}) m, unnest(m.scopes) s(scope) where m.created_at < now() - interval '1 day' and not ${CALLED(30, sql`split_part(s.scope, ':', 2)`, sql`split_part(s.scope, ':', 3)`)}`
const LONG_STANDING = sql`from (${live('standing')}) m where m.expires_at - m.created_at > interval '30 days 1 hour'`
const LONG_CONSENT = sql`from (${live('person')}) m where m.expires_at - m.created_at > interval '24 hours 1 minute'`
const personOf = (id: Prisma.Sql) => sql`select p.name || case when p.status = 'active' then '' else ' (no access)' end from person p where p.id = ${id}`
const WHO = sql`'owner ' || coalesce((${personOf(sql`a.owner_id`)}), 'nobody') || ', sponsor ' || coalesce((${personOf(sql`a.sponsor_id`)}), 'nobody')`
/** Asked as a set, which the planner reads once; as a look-up for each agent it costs half a second at 20,000 of them. */
const hasAccess = (id: Prisma.Sql) => sql`(a.tenant_id, ${id}) in (select p.tenant_id, p.id from person p where p.status = 'active')`
/** Somebody else with access who follows when this person leaves: as the succession itself would find them. */
const others = (id: Prisma.Sql) => sql`p.tenant_id = a.tenant_id and p.status = 'active' and p.id <> ${id}`
// Each by itself, so that each is a look-up: with `or` between them in one, every person is tried for every agent.
const followed = (id: Prisma.Sql) => sql`(exists (select from agent_deputy d join person p on p.id = d.person_id where d.agent_id = a.id and ${others(id)})
  or exists (select from person l join person p on p.id = l.manager_id where l.id = ${id} and ${others(id)})
  or exists (select from team t join person p on p.id = t.lead_id where t.tenant_id = a.tenant_id and lower(t.name) = lower(a.team) and ${others(id)}))`
const CERTIFIED = sql`from review_item i where i.tenant_id = a.tenant_id and i.agent_id = a.id and i.outcome_by = 'review' and i.final_at is not null`
const OLD_HALT = sql`from containment_cover c join containment_order o on o.id = c.order_id where c.tenant_id = a.tenant_id and c.kind = 'agent' and c.subject_id = a.id
  and c.lifted_epoch is null and c.mode in ('suspend', 'kill', 'quarantine') and o.committed_at < now() - interval '14 days'`
/** Asked as a value, which is looked up: as `not exists` all agents are read for each agent, since a hundred receivers are expected. */
const DEAD_EDGES = sql`from jsonb_array_elements_text(${list(sql`r.document->'may_delegate_to'`)}) t(id)
  where (select b.state from agent b where b.tenant_id = a.tenant_id and b.id = case when t.id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then t.id::uuid end) is distinct from 'active'`
/** A point that confirmed any order, of a drill or in earnest: the same that an agent’s page shows. */
const MEASURED_HALT = sql`exists (select from receipt x where x.tenant_id = a.tenant_id)`
const names = (what: Prisma.Sql, from: Prisma.Sql) => sql`(select string_agg(${what}, ', ') ${from})`

export const AGENT_SOURCES = {
  agentsWithKey: active(sql`exists (${LIVE_KEYS})`, sql`(select count(*) from (${LIVE_KEYS}) k)::text || ' live keys'`),
  agentsWithDigest: active(sql`r.document->'attestation'->>'code_digest' is not null`, sql`coalesce('code ' || left(r.document->'attestation'->>'code_digest', 40), 'declares no digest')`),
  agentsRefusingMismatch: active(sql`not ${HIGH} or r.document->'attestation'->>'on_mismatch' = 'refuse'`, sql`a.risk_level || ' risk, on a mismatch: ' || coalesce(r.document->'attestation'->>'on_mismatch', 'nothing')`),
  agentsAsDeclared: of(DECLARED, sql`not exists (select from ledger_entry e where e.tenant_id = a.tenant_id and e.subject_id = a.id::text and e.action = 'registry.attestation.mismatch' and e.occurred_at > now() - interval '30 days')`, sql`'last acted ' || ${day(sql`a.last_active_at`)}`),
  agentsWithBehaviour: active(sql`jsonb_typeof(r.document->'expected_behaviour') = 'object' and r.document->'expected_behaviour' <> '{}'::jsonb`, sql`'tools in its document: ' || jsonb_array_length(${TOOLS})`),
  agentsWithData: active(sql`jsonb_array_length(${list(sql`r.document->'data_access'`)}) > 0`, sql`'kinds of data in its document: ' || jsonb_array_length(${list(sql`r.document->'data_access'`)})`),
  agentsEdgesAlive: active(sql`not exists (select ${DEAD_EDGES})`, sql`'dead receivers: ' || (select count(*) ${DEAD_EDGES})`),
  agentsKeysYoung: active(sql`exists (${LIVE_KEYS}) and not exists (select from (${LIVE_KEYS}) k where k.created_at < now() - interval '90 days')`, sql`'oldest live key of ' || ${day(sql`(select min(k.created_at) from (${LIVE_KEYS}) k)`)}`),
  agentsKeysUsed: active(sql`greatest(a.last_active_at, a.created_at) > now() - interval '30 days'`, sql`'last acted ' || ${day(sql`a.last_active_at`)}`),
  agentsTokensShort: active(sql`not exists (select from delegation d where d.tenant_id = a.tenant_id and d.agent_id = a.id and d.expires_at > now() - interval '7 days' and d.expires_at - d.issued_at > interval '5 minutes 5 seconds')`, sql`'last acted ' || ${day(sql`a.last_active_at`)}`),
  agentsRunsShort: active(sql`not exists (select from run x where x.tenant_id = a.tenant_id and x.agent_id = a.id and x.last_seen_at > now() - interval '30 days' and x.last_seen_at - x.first_seen_at > interval '7 days')`, sql`'runs: ' || (select count(*) from run x where x.tenant_id = a.tenant_id and x.agent_id = a.id)`),
  agentsConsentShort: active(sql`not exists (select ${LONG_CONSENT})`, sql`'long consents: ' || (select count(*) ${LONG_CONSENT})`),
  agentsAttributed: active(sql`not exists (select from ledger_entry e where e.tenant_id = a.tenant_id and e.agent_id = a.id and e.occurred_at > now() - interval '7 days' and e.action = 'tool.call' and e.root_person_id is null)`, sql`'last acted ' || ${day(sql`a.last_active_at`)}`),
  agentsOwned: active(sql`${hasAccess(sql`a.owner_id`)} and ${hasAccess(sql`a.sponsor_id`)}`, WHO),
  agentsWithSuccessor: active(sql`${followed(sql`a.owner_id`)} and ${followed(sql`a.sponsor_id`)}`, WHO),
  agentsWithTwoPeople: active(sql`a.owner_id <> a.sponsor_id`, WHO),
  agentsWithTeam: active(sql`a.team is not null`, sql`coalesce('team ' || a.team, 'no team')`),
  agentsOffersAnswered: active(sql`not exists (select from agent_transfer t where t.tenant_id = a.tenant_id and t.agent_id = a.id and t.state = 'requested' and t.requested_at < now() - interval '7 days')`, WHO),
  agentsAnswered: active(sql`exists (${LIVE_KEYS}) and r.id is not null and exists (select ${CERTIFIED}) and ${MEASURED_HALT}`,
    sql`concat_ws(', ', case when not exists (${LIVE_KEYS}) then 'no credential' end, case when r.id is null then 'no document' end, case when not exists (select ${CERTIFIED}) then 'never reviewed' end, case when not ${MEASURED_HALT} then 'revocation never measured' end)`),
  agentsCredentialsKnown: active(sql`exists (${LIVE_KEYS})`, sql`(select count(*) from (${LIVE_KEYS}) k)::text || ' live keys'`),
  agentsSystemsKnown: active(sql`r.id is not null`, sql`case when r.id is null then 'no document in force' else 'tools in its document: ' || jsonb_array_length(${TOOLS}) end`),
  agentsEverReviewed: active(sql`exists (select ${CERTIFIED})`, sql`'last certified ' || ${day(sql`(select max(i.final_at) ${CERTIFIED})`)}`),
  agentsRevocationMeasured: active(MEASURED_HALT, sql`case when ${MEASURED_HALT} then 'measured' else 'never measured' end`),
  agentsToolsUsed: of(ACTED, sql`not exists (select ${UNUSED_TOOLS})`, sql`coalesce('unused in 90 days: ' || ${names(sql`t.tool->>'tool_id'`, UNUSED_TOOLS)}, 'all used')`),
  agentsStandingUsed: active(sql`not exists (select ${UNUSED_SCOPES})`, sql`coalesce('unused in 30 days: ' || ${names(sql`s.scope`, UNUSED_SCOPES)}, 'none')`),
  agentsStandingShort: active(sql`not exists (select ${LONG_STANDING})`, sql`coalesce('standing until ' || ${day(sql`(select max(m.expires_at) ${LONG_STANDING})`)}, 'none')`),
  agentsHighRiskStanding: active(sql`not ${HIGH} or not exists (${live('standing')})`, sql`a.risk_level || ' risk, standing mandates: ' || (select count(*) from (${live('standing')}) m)`),
  agentsChainsShort: active(sql`not exists (select from delegation d where d.tenant_id = a.tenant_id and d.agent_id = a.id and d.expires_at > now() - interval '30 days' and d.depth > 3)`, sql`'last acted ' || ${day(sql`a.last_active_at`)}`),
  agentsApprovedByOther: active(sql`not ${HIGH} or (r.approved_by is not null and r.approved_by <> r.author_id and not (r.approved_by = any(r.edited_by)))`, sql`a.risk_level || ' risk, approved ' || ${day(sql`r.approved_at`)}`),
  agentsOversightNamed: active(sql`not ${HIGH} or (jsonb_array_length(${list(sql`r.document->'human_oversight'->'approvers'`)}) > 0 and jsonb_array_length(${list(sql`r.document->'human_oversight'->'required_for'`)}) > 0)`, sql`a.risk_level || ' risk, approvers: ' || jsonb_array_length(${list(sql`r.document->'human_oversight'->'approvers'`)})`),
  agentsDraftsDecided: of(PRESENT, sql`not exists (select from agent_revision x where x.tenant_id = a.tenant_id and x.agent_id = a.id and x.status = 'draft' and x.created_at < now() - interval '14 days')`, sql`a.state || ', registered ' || ${day(sql`a.created_at`)}`),
  agentsReviewOnTime: active(sql`a.next_review_at > now()`, sql`'review due ' || ${day(sql`a.next_review_at`)}`),
  agentsReviewed: active(sql`exists (select ${CERTIFIED} and i.final_at > now() - interval '365 days')`, sql`'last certified ' || ${day(sql`(select max(i.final_at) ${CERTIFIED})`)}`),
  agentsNoGhosts: of(ALL, sql`a.state <> 'retired' or (not exists (${LIVE_KEYS}) and not exists (select from mandate m where m.tenant_id = a.tenant_id and m.agent_id = a.id and m.withdrawn_at is null and m.expires_at > now()))`, sql`a.state`),
  agentsDeprovisioned: of(RETIRED, sql`exists (select from retirement t where t.tenant_id = a.tenant_id and t.agent_id = a.id and t.archived_at is not null)`,
    sql`coalesce((select case when t.archived_at is not null then 'archived ' || ${day(sql`t.archived_at`)} else 'not proven: ' || (select string_agg(s.title, ', ' order by s.title) from retirement_step s where s.retirement_id = t.id and s.state <> 'proven') end
      from retirement t where t.tenant_id = a.tenant_id and t.agent_id = a.id), 'killed, and nothing was tried')`),
  agentsHaltsSettled: active(sql`not exists (select ${OLD_HALT})`, sql`coalesce('halted since ' || ${day(sql`(select min(o.committed_at) ${OLD_HALT})`)}, 'not halted')`),
} as const satisfies Record<string, Source>
