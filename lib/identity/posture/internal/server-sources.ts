import { Prisma } from '@/generated/prisma/client'
import type { Population } from './source'

const { sql } = Prisma
const here = (tenant: string) => sql`i.tenant_id = ${tenant}::uuid and i.gone_at is null`

/**
 * MCP servers that discovery has found, each once however many files name it: by its name, and its address or program.
 * They stand in the configurations of clients, one by one, and as entries of MCP registries. Where a client was last
 * scanned before its servers were told one by one, all that is known of them is that they are there.
 */
const servers = (tenant: string) => sql`(
  select (min(f.item_id::text) || '/' || md5(lower(f.name) || ' ' || f.place)) as id, min(f.name) as name, f.place, max(f.tier) as tier,
    coalesce(max(f.tier) >= 4, false) as static, coalesce(max(f.tier) >= 4, false) or count(f.unknown) = 0 as known, min(f.unknown) as unknown, count(distinct (f.source_id, f.path)) as files, min(f.path) as path, bool_or(f.listed) as listed
  from (
    select i.id as item_id, i.source_id, i.path, i.name, coalesce(i.evidence->'urls'->>0, i.evidence->'reaches'->>0, '') as place, i.tier, null as unknown, true as listed
      from discovery_item i where ${here(tenant)} and i.kind = 'mcp_server'
    union all select i.id, i.source_id, i.path, s->>'name', s->>'place', (s->>'tier')::int, s->>'unknown', false
      from discovery_item i cross join lateral jsonb_array_elements(i.evidence->'servers') s where ${here(tenant)}
    union all select i.id, i.source_id, i.path, split_part(r, ': ', 1), substr(r, length(split_part(r, ': ', 1)) + 3), null, 'it was scanned before servers were told one by one', false
      from discovery_item i cross join lateral jsonb_array_elements_text(i.evidence->'reaches') r where ${here(tenant)} and i.kind = 'mcp_client' and i.evidence->'servers' is null
  ) f group by lower(f.name), f.place) x`
const named = { kind: 'server', id: sql`x.id`, name: sql`x.name` } as const

export const SERVERS: Population = { ...named, from: (tenant) => sql`${servers(tenant)} where true` }
/** What cannot be known is neither good nor bad, and is no row of the share. */
export const SERVERS_KNOWN: Population = { ...named, from: (tenant) => sql`${servers(tenant)} where x.known` }

export const serverDetail = sql`case when x.tier = 5 then 'a hard-coded secret' when x.static then 'a static key' when not x.known then 'not known: ' || x.unknown when x.tier is null then 'no credential' when x.tier = 1 then 'short-lived OAuth' else 'no standing secret (tier ' || x.tier || ')' end
  || case when x.place = '' then '' else '; ' || x.place end
  || case when x.listed then '; entry of a registry' else '' end
  || '; ' || case when x.files = 1 then x.path else x.files || ' files, one is ' || x.path end`
