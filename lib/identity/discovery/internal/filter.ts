import { Prisma } from '@/generated/prisma/client'
import type { z } from 'zod'
import { AGENT_KINDS, TOOL_KINDS, type ItemFilter } from '../contract'

const { sql } = Prisma

/** The condition of a filter: what is listed, counted and decided in one go is all by this. */
export function itemsWhere(tenantId: string, { state, kind, about, source, match, q }: z.output<typeof ItemFilter>): Prisma.Sql {
  const conditions = [
    sql`i.tenant_id = ${tenantId}::uuid`,
    ...(state === 'any' ? [] : state === 'gone' ? [sql`i.gone_at is not null`] : state === undefined || state === 'open' ? [sql`i.state = 'open' and i.gone_at is null`] : [sql`i.state = ${state}`]),
    ...(kind ? [sql`i.kind = ${kind}`] : []),
    ...(about ? [sql`i.kind = any(${about === 'agents' ? [...AGENT_KINDS] : [...TOOL_KINDS]}::text[])`] : []),
    ...(source ? [sql`i.source_id = ${source}::uuid`] : []),
    ...(match ? [match === 'yes' ? HAS_MATCH : sql`not ${HAS_MATCH}`] : []),
    ...(q ? [sql`(i.name ilike ${like(q)} or i.path ilike ${like(q)})`] : []),
  ]
  return Prisma.join(conditions, ' and ')
}

/** As `nameKey` has it. */
const nameKeyOf = (text: Prisma.Sql): Prisma.Sql => sql`translate(replace(replace(translate(lower(normalize(${text}, NFKC)), '01i', 'oll'), 'rn', 'm'), 'vv', 'w'), '._', '--')`
/** As `matchesOf` has it. */
const slugOf = (text: Prisma.Sql): Prisma.Sql => sql`trim(both '-' from regexp_replace(lower(${text}), '[^a-z0-9]+', '-', 'g'))`
const said = (field: Prisma.Sql): Prisma.Sql => sql`(select x.value from jsonb_array_elements_text(i.evidence->${field}) x(value))`
const UUID = '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$'

/** Whether `matchesOf` would name something, asked of each row by the indexes that it asks by. */
const HAS_MATCH = sql`case when i.kind = any(${[...AGENT_KINDS]}::text[]) then (
    exists (select from agent a where a.tenant_id = i.tenant_id and a.state <> 'retired' and a.name_key in (${nameKeyOf(sql`i.name`)}, ${nameKeyOf(sql`i.evidence#>>'{document,name}'`)}))
    or exists (select from jsonb_array_elements_text(i.evidence->'client_ids') c(value) join agent a on a.id = (case when c.value ~ ${UUID} then c.value end)::uuid where a.tenant_id = i.tenant_id and a.state <> 'retired')
    or exists (select from agent a where a.spiffe_id in ${said(sql`'spiffe_ids'`)} and a.tenant_id = i.tenant_id and a.state <> 'retired')
    or exists (select from agent_key k join agent a on a.id = k.agent_id where k.kid in ${said(sql`'key_ids'`)} and k.revoked_at is null and a.tenant_id = i.tenant_id and a.state <> 'retired'))
  else exists (select from tool_server t where t.tenant_id = i.tenant_id and (
    (t.slug <> '' and t.slug in (${slugOf(sql`i.name`)}, ${slugOf(sql`regexp_replace(i.name, '^.*/', '')`)}))
    or rtrim(t.transport->>'url', '/') in (select rtrim(u.value, '/') from jsonb_array_elements_text(i.evidence->'urls') u(value)))) end`

const like = (text: string): string => `%${text.replace(/[\\%_]/g, (char) => `\\${char}`)}%`

export const ITEM_COLUMNS = sql`i.id, i.kind, i.name, i.path, i.at, i.source_id, s.name as source_name, i.state, i.version, i.tier, i.first_seen_at, i.last_seen_at, i.changed_at, i.gone_at, i.came_back,
  i.decided_by_name, i.decided_at, i.reason, i.target_kind, i.target_id, i.target_name, i.evidence`

/** How many places hold the same value, and whether somebody looks regularly, are read beside the row. */
export const CREDENTIAL_COLUMNS = sql`c.id, c.tier, c.what, c.path, c.at, c.line, c.source_id, s.name as source_name, c.item_id, i.name as item_name, c.fingerprint, c.vaulted, c.written_at, c.first_seen_at, c.last_seen_at, c.gone_at,
  (s.every_hours is not null and s.removed_at is null) as watched,
  case when c.fingerprint is null then 0 else (select count(*)::int from discovery_credential x where x.tenant_id = c.tenant_id and x.fingerprint = c.fingerprint and x.gone_at is null) end as places`
