import type pg from 'pg'
import type { EntryResult } from '../../ledger/append'
import { wideCoversFrom, wideCoversSql, type Cover, type WideRow } from '../covers-of'

/** A hop of authority as it was recorded when its token was issued, and whether it still holds. */
export type Hop = {
  id: string
  tenant_id: string
  agent_id: string
  agent_name: string
  root_person_id: string
  mandate_id: string
  path: string[]
  run_id: string
  purpose: string
  epoch: number
  audience: string
  revoked: boolean
  mandate_over: boolean
  contained: boolean
}

/** A decision that is in the ledger already: the cause of an outcome, or one that was sent before. */
export type KnownEntry = {
  id: string
  tenant_id: string
  action: string
  result: EntryResult
  reason: string | null
  point_id: string | null
  actor_kind: 'agent' | 'point'
  actor_id: string
  actor_name: string
  root_person_id: string | null
  agent_id: string | null
  chain: string[]
  delegation_id: string | null
  mandate_id: string | null
  run_id: string | null
  tool_server: string | null
  tool: string | null
  purpose: string | null
}

export type Loaded = {
  hops: Map<string, Hop>
  entries: Map<string, KnownEntry>
  tenantOfServer: Map<string, string>
  /** Orders over more than agents, by `wideKey`. */
  wide: ReadonlyMap<string, Cover>
}

/**
 * All that a batch of records needs to know, in one statement, after the tenants' containment lock was taken. A token
 * is dead when an order that stops anyone in its path is in force, or any is younger than the token (`epoch`), lifted or not.
 */
export async function loadCalls(
  client: pg.PoolClient,
  wanted: { delegationIds: readonly string[]; entryIds: readonly string[]; servers: readonly string[]; tenantIds: readonly string[] },
): Promise<Loaded> {
  const found = await client.query<{ hops: Hop[]; entries: KnownEntry[]; servers: { slug: string; tenant_id: string }[]; wide: WideRow[] }>({
    name: 'calls-load',
    text: `select
      (select coalesce(json_agg(h), '[]') from (
        select d.id, d.tenant_id, d.agent_id, a.name as agent_name, d.root_person_id, d.mandate_id, d.path, d.run_id, d.purpose, d.epoch, d.audience,
          d.revoked_at is not null as revoked,
          m.withdrawn_at is not null or m.expires_at <= clock_timestamp() as mandate_over,
          exists (select from containment_cover c where c.tenant_id = d.tenant_id and c.kind in ('agent', 'delegation') and c.subject_id = any(d.path || d.id)
            and ((c.lifted_epoch is null and c.mode in ('suspend', 'kill')) or d.epoch < c.epoch)) as contained
        from delegation d join mandate m on m.id = d.mandate_id join agent a on a.id = d.agent_id
        where d.id = any($1::uuid[])) h) as hops,
      (select coalesce(json_agg(e), '[]') from (
        select id, tenant_id, action, result, reason, detail->'point'->>'id' as point_id, actor_kind, actor_id, actor_name, root_person_id,
          agent_id, chain, delegation_id, mandate_id, run_id, tool_server, tool, purpose
        from ledger_entry where id = any($2::uuid[])) e) as entries,
      (select coalesce(json_agg(json_build_object('slug', slug, 'tenant_id', tenant_id)), '[]')
        from tool_server where slug = any($3::text[])) as servers,
      (select coalesce(json_agg(w), '[]') from (${wideCoversSql('$4::uuid[]', { hopIds: '$1::uuid[]' })}) w) as wide`,
    values: [wanted.delegationIds, wanted.entryIds, wanted.servers, wanted.tenantIds],
  })
  const { hops = [], entries = [], servers = [], wide = [] } = found.rows[0] ?? {}
  return {
    hops: new Map(hops.map((hop) => [hop.id, hop])),
    entries: new Map(entries.map((entry) => [entry.id, entry])),
    tenantOfServer: new Map(servers.map(({ slug, tenant_id }) => [slug, tenant_id])),
    wide: wideCoversFrom(wide),
  }
}
