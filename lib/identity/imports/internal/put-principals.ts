import type pg from 'pg'
import type { ImportedPrincipal } from '../contract'
import type { Known } from './known-principals'
import type { Joined } from './join'

const ACTIONS_MAX = 100
type Row = ImportedPrincipal & { system: string; actions: Set<string>; events: number; first: string; last: string; known: Known | null }

/** Who was seen acting, counted over what was new. Only whoever does something that they were not seen doing is told anew. */
export async function putPrincipals(client: pg.ClientBase, tenantId: string, joined: readonly Joined[]): Promise<void> {
  const rows = new Map<string, Row>()
  for (const { event, known } of joined)
    // Whoever stands behind a session was counted where they asked for it.
    for (const principal of event.principals) {
      const key = `${event.system}\n${principal.id}`
      const row = rows.get(key) ?? { ...principal, system: event.system, actions: new Set<string>(), events: 0, first: event.at, last: event.at, known: known.find((one) => one.principal === principal.id) ?? null }
      rows.set(key, { ...row, kind: row.kind === 'machine' ? 'machine' : principal.kind, also: [...new Set([...row.also, ...principal.also])].slice(0, 6), actions: row.actions.add(event.action), events: row.events + 1, first: event.at < row.first ? event.at : row.first, last: event.at > row.last ? event.at : row.last })
    }
  const given = [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => ({
    system: row.system, principal_id: row.id, kind: row.kind, name: row.name, also: row.also, actions: [...row.actions].slice(0, ACTIONS_MAX), events: row.events, first_at: row.first, last_at: row.last,
    agent_id: row.known?.kind === 'agent' ? row.known.id : null, person_id: row.known?.kind === 'person' ? row.known.id : null, why: row.known?.why ?? null,
  })) // prettier-ignore
  if (given.length === 0) return
  await client.query(
    `insert into imported_principal as p (tenant_id, system, principal_id, kind, name, also, actions, events, first_at, last_at, agent_id, person_id, why)
     select $1::uuid, g.system, g.principal_id, g.kind, g.name, g.also, g.actions, g.events, g.first_at, g.last_at, g.agent_id, g.person_id, g.why
     from jsonb_to_recordset($2::jsonb) as g(system text, principal_id text, kind text, name text, also text[], actions text[], events bigint, first_at timestamptz, last_at timestamptz, agent_id uuid, person_id uuid, why text)
     on conflict (tenant_id, system, principal_id) do update set
       kind = case when p.kind = 'machine' then p.kind else excluded.kind end, name = excluded.name,
       also = array(select distinct x from unnest(p.also || excluded.also) x order by x limit 6),
       actions = (array(select x from unnest(p.actions) x union select x from unnest(excluded.actions) x order by 1))[1:${ACTIONS_MAX}],
       events = p.events + excluded.events, first_at = least(p.first_at, excluded.first_at), last_at = greatest(p.last_at, excluded.last_at),
       agent_id = coalesce(excluded.agent_id, p.agent_id), person_id = coalesce(excluded.person_id, p.person_id), why = coalesce(excluded.why, p.why),
       noted_at = case when p.actions @> excluded.actions and (p.kind = 'machine' or excluded.kind <> 'machine') then p.noted_at else null end`,
    [tenantId, JSON.stringify(given)],
  )
}
