import { Prisma } from '@/generated/prisma/client'
import type { z } from 'zod'
import { AGENT_KINDS, TOOL_KINDS, type ItemFilter } from '../contract'

const { sql } = Prisma

/** The condition of a filter: what is listed, counted and decided in one go is all by this. */
export function itemsWhere(tenantId: string, { state, kind, about, source, q }: z.output<typeof ItemFilter>): Prisma.Sql {
  const conditions = [
    sql`i.tenant_id = ${tenantId}::uuid`,
    ...(state === 'any' ? [] : state === 'gone' ? [sql`i.gone_at is not null`] : state === undefined || state === 'open' ? [sql`i.state = 'open' and i.gone_at is null`] : [sql`i.state = ${state}`]),
    ...(kind ? [sql`i.kind = ${kind}`] : []),
    ...(about ? [sql`i.kind = any(${about === 'agents' ? [...AGENT_KINDS] : [...TOOL_KINDS]}::text[])`] : []),
    ...(source ? [sql`i.source_id = ${source}::uuid`] : []),
    ...(q ? [sql`(i.name ilike ${like(q)} or i.path ilike ${like(q)})`] : []),
  ]
  return Prisma.join(conditions, ' and ')
}

const like = (text: string): string => `%${text.replace(/[\\%_]/g, (char) => `\\${char}`)}%`

export const ITEM_COLUMNS = sql`i.id, i.kind, i.name, i.path, i.at, i.source_id, s.name as source_name, i.state, i.version, i.tier, i.first_seen_at, i.last_seen_at, i.changed_at, i.gone_at, i.came_back,
  i.decided_by_name, i.decided_at, i.reason, i.target_kind, i.target_id, i.target_name, i.evidence`

/** How many places hold the same value, and whether somebody looks regularly, are read beside the row. */
export const CREDENTIAL_COLUMNS = sql`c.id, c.tier, c.what, c.path, c.at, c.line, c.source_id, s.name as source_name, c.item_id, i.name as item_name, c.fingerprint, c.vaulted, c.written_at, c.first_seen_at, c.last_seen_at, c.gone_at,
  (s.every_hours is not null and s.removed_at is null) as watched,
  case when c.fingerprint is null then 0 else (select count(*)::int from discovery_credential x where x.tenant_id = c.tenant_id and x.fingerprint = c.fingerprint and x.gone_at is null) end as places`
