import { Prisma } from '@/generated/prisma/client'
import { AGENT_SOURCES } from './agent-sources'
import { SERVERS, SERVERS_KNOWN, serverDetail } from './server-sources'
import type { Population, Source } from './source'

const { sql } = Prisma
const of = (population: Population, good: Prisma.Sql, detail: Prisma.Sql): Source => ({ of: population, good: sql`coalesce(${good}, false)`, detail })
const people = (more: Prisma.Sql): Population => ({ kind: 'person', from: (tenant) => sql`person p where p.tenant_id = ${tenant}::uuid and p.status = 'active' and ${more}`, id: sql`p.id::text`, name: sql`p.name` })
const day = (at: Prisma.Sql) => sql`coalesce(to_char(${at} at time zone 'UTC', 'YYYY-MM-DD'), 'never')`
const ms = (value: Prisma.Sql) => sql`coalesce(round(${value})::text || ' ms', 'not measured')`
const SESSIONS = sql`from person_session s where s.tenant_id = p.tenant_id and s.person_id = p.id`

const POINTS: Population = { kind: 'point', from: (tenant) => sql`enforcement_point e where e.revoked_at is null and (e.tenant_id is null or e.tenant_id = ${tenant}::uuid)`, id: sql`e.id::text`, name: sql`e.name` }
const PROVEN = (tenant: Prisma.Sql) => sql`from drill_probe x join drill d on d.id = x.drill_id where d.tenant_id = ${tenant} and x.place = e.id::text and x.state = 'refused' and d.ended_at > now() - interval '30 days'`
/** Points serve every tenant, drills are one's own: whose they are is what this transaction may see. */
const HERE = sql`nullif(current_setting('lanyard.tenant', true), '')::uuid`

const DONE = sql`d.state = 'done'`
const drills = (more: (tenant: string) => Prisma.Sql): Population => ({ kind: 'drill', from: (tenant) => sql`drill d where d.tenant_id = ${tenant}::uuid and ${DONE} and ${more(tenant)}`, id: sql`d.id::text`, name: sql`'Drill of ' || to_char(d.asked_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC'` })
const LAST = drills((tenant) => sql`d.id = (select x.id from drill x where x.tenant_id = ${tenant}::uuid and x.state = 'done' order by x.asked_at desc, x.id desc limit 1)`)
const QUARTER = drills(() => sql`d.asked_at > now() - interval '90 days'`)

const orders = (more: Prisma.Sql): Population => ({
  kind: 'order',
  from: (tenant) => sql`containment_order o where o.tenant_id = ${tenant}::uuid and o.grain not in ('mandate', 'revision', 'retirement') and o.committed_at > now() - interval '90 days' and ${more}`,
  id: sql`o.id::text`,
  name: sql`o.target_name`,
})
const RECEIPTS = sql`from receipt x where x.order_id = o.id`

const items = (more: Prisma.Sql): Population => ({
  kind: 'item',
  from: (tenant) => sql`review_item i join review_campaign c on c.id = i.campaign_id where i.tenant_id = ${tenant}::uuid and i.final_at is not null and ${more}`,
  id: sql`i.campaign_id::text || '/' || i.id::text`,
  name: sql`i.agent_name`,
})

/** Who passed authority on to whom in 30 days. */
const PAIRS: Population = {
  kind: 'pair',
  from: (tenant) => sql`(select p.agent_id as giver, d.agent_id as receiver, max(d.issued_at) as last, bool_or(d.run_id = p.run_id) as shared from delegation d join delegation p on p.id = d.parent_id
    where d.tenant_id = ${tenant}::uuid and d.expires_at > now() - interval '30 days' and d.agent_id <> p.agent_id group by 1, 2) x
    join agent g on g.id = x.giver join agent b on b.id = x.receiver left join agent_revision r on r.id = g.revision_in_force_id
    where g.registered_by <> 'containment.drill'`,
  id: sql`x.giver::text || '/' || x.receiver::text`,
  name: sql`g.name || ' to ' || b.name`,
}
const CALLS: Population = {
  kind: 'event',
  from: (tenant) => sql`ledger_entry e where e.tenant_id = ${tenant}::uuid and e.action = 'tool.call' and e.result = 'allowed' and e.occurred_at > now() - interval '1 day' and e.occurred_at < now() - interval '10 minutes'`,
  id: sql`e.id::text`,
  name: sql`e.actor_name || ': ' || coalesce(e.tool, 'a tool')`,
}
/** The log as a whole, once it holds anything that should be under a head by now. */
const LOG: Population = {
  kind: 'log',
  from: (tenant) => sql`tenant t where t.id = ${tenant}::uuid and exists (select from ledger_entry e where e.tenant_id = t.id and e.occurred_at < now() - interval '10 minutes')`,
  id: sql`t.id::text`,
  name: sql`'The log of ' || t.name`,
}
const HEAD = sql`(select max(c.size) from ledger_checkpoint c where c.tenant_id = t.id)`
/** Where the log leaves to as it is sealed. */
const STREAMS: Population = { kind: 'stream', from: (tenant) => sql`ledger_stream s where s.tenant_id = ${tenant}::uuid and s.removed_at is null`, id: sql`s.id::text`, name: sql`s.name` }
const SIGNING: Population = { kind: 'key', from: () => sql`signing_key k where k.state = 'current'`, id: sql`k.kid`, name: sql`k.alg || ' ' || left(k.kid, 12)` }

/** What acts and was found in files; what is only used is no agent. */
const FOUND: Population = {
  kind: 'found',
  from: (tenant) => sql`discovery_item i where i.tenant_id = ${tenant}::uuid and i.gone_at is null and i.kind not in ('mcp_server', 'openapi_plugin')`,
  id: sql`i.id::text`,
  name: sql`i.name`,
}

/** Whatever is known to act or to answer without being a person; each named by its page. What was found and is registered is there already. */
const MACHINES: Population = {
  kind: 'machine',
  from: (tenant) => sql`(
    select 'agents/' || a.id as id, a.name, 'agent, ' || a.state as what, true as registered from agent a where a.tenant_id = ${tenant}::uuid and a.state <> 'retired' and a.registered_by <> 'containment.drill'
    union all select 'settings/tool-servers#' || s.id, s.title, 'tool server ' || s.slug, true from tool_server s where s.tenant_id = ${tenant}::uuid
    union all select 'settings/points#' || e.id, e.name, 'enforcement point', true from enforcement_point e where e.revoked_at is null and (e.tenant_id is null or e.tenant_id = ${tenant}::uuid)
    union all select 'discovery?state=any&item=' || i.id, i.name, 'found: ' || i.path, false from discovery_item i where i.tenant_id = ${tenant}::uuid and i.gone_at is null and i.state in ('open', 'ignored')
  ) x where true`,
  id: sql`x.id`,
  name: sql`x.name`,
}

/** Every query that a fact may name. The count of a fact and its list are both made from one of these. */
export const SOURCES = {
  ...AGENT_SOURCES,
  foundDecided: of(FOUND, sql`i.state <> 'open'`, sql`i.state || ': ' || i.path`),
  serversWithoutStatic: of(SERVERS_KNOWN, sql`not x.static`, serverDetail),
  serversKnown: of(SERVERS, sql`x.known`, serverDetail),
  machinesRegistered: of(MACHINES, sql`x.registered`, sql`x.what`),
  signingKeysYoung: of(SIGNING, sql`coalesce(k.activated_at, k.created_at) > now() - interval '90 days'`, sql`'signs since ' || ${day(sql`coalesce(k.activated_at, k.created_at)`)}`),
  pairsApproved: of(PAIRS, sql`r.document->'may_delegate_to' @> to_jsonb(x.receiver::text)`, sql`'last ' || ${day(sql`x.last`)}`),
  pairsOwnKey: of(PAIRS, sql`not x.shared`, sql`'last ' || ${day(sql`x.last`)}`),
  callsWithOutcome: of(CALLS, sql`exists (select from ledger_entry o where o.cause_id = e.id and o.action = 'tool.outcome')`, sql`to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC'`),
  logSigned: of(
    LOG,
    sql`${HEAD} > coalesce((select max(l.position) from ledger_leaf l where l.tenant_id = t.id and l.sealed_at < now() - interval '10 minutes'), -1)
      and not exists (select from ledger_entry e where e.tenant_id = t.id and e.occurred_at < now() - interval '10 minutes' and e.occurred_at > now() - interval '1 day' and e.action not like 'imported.%' and not exists (select from ledger_leaf l where l.entry_id = e.id))`,
    sql`'the newest head is over ' || coalesce(${HEAD}, 0) || ' entries'`,
  ),
  streamsUpToDate: of(
    STREAMS,
    sql`s.paused_at is null and s.stopped_at is null and not exists (select from ledger_leaf l where l.tenant_id = s.tenant_id and l.position >= s.position and l.sealed_at < now() - interval '1 minute')`,
    sql`case when s.stopped_at is not null then 'given up' when s.paused_at is not null then 'paused' else 'last delivered ' || ${day(sql`s.last_delivered_at`)} end`,
  ),
  peopleSignedIn: of(people(sql`true`), sql`p.created_at > now() - interval '7 days' or exists (select ${SESSIONS} and s.last_seen_at > now() - interval '90 days')`, sql`p.role || ', last seen ' || ${day(sql`(select max(s.last_seen_at) ${SESSIONS})`)}`),
  peopleWithPasskey: of(people(sql`p.role in ('admin', 'owner')`), sql`exists (select from passkey k where k.tenant_id = p.tenant_id and k.person_id = p.id)`, sql`p.role`),
  itemsAnswered: of(items(sql`true`), sql`i.outcome_by = 'review'`, sql`c.name || ': ' || coalesce(i.decision, 'no decision')`),
  itemsEffective: of(items(sql`i.effect is not null and (i.effect <> 'pending' or i.final_at < now() - interval '10 minutes')`), sql`i.effect = 'applied'`, sql`c.name || ': ' || i.effect`),
  pointsConnected: of(POINTS, sql`e.last_lease_at > now() - interval '10 seconds'`, sql`'lease last asked for ' || coalesce(to_char(e.last_lease_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC', 'never')`),
  pointsProven: of(POINTS, sql`exists (select ${PROVEN(HERE)})`, sql`'last proven ' || ${day(sql`(select max(d.ended_at) ${PROVEN(HERE)})`)}`),
  lastDrill: of(LAST, sql`d.outcome = 'passed' and d.ended_at > now() - interval '30 days'`, sql`coalesce(d.outcome, d.state) || coalesce(': ' || d.problem, '')`),
  drillsFast: of(QUARTER, sql`d.p99_ms <= 1000`, sql`'p99 ' || ${ms(sql`d.p99_ms`)}`),
  ordersFast: of(orders(sql`exists (select ${RECEIPTS})`), sql`(select max(x.ms) ${RECEIPTS}) <= 1000`, sql`'slowest receipt ' || ${ms(sql`(select max(x.ms) ${RECEIPTS})`)}`),
  ordersExplained: of(orders(sql`o.ordered_by_kind in ('person', 'root')`), sql`o.reason is not null`, sql`coalesce(o.reason, 'no reason given')`),
} as const satisfies Record<string, Source>
export type SourceName = keyof typeof SOURCES
