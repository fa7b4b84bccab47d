import type pg from 'pg'
import type { Hop } from './decide-issue'
import type { AgentTokenClaims } from './issue-request'

export type RecordedHop = { hop: Hop; claims: AgentTokenClaims }

/** How exact "last active" is: a write for every token would cost more than it tells. */
export const LAST_ACTIVE_SECONDS = 30

const DELEGATIONS = `
insert into delegation (id, tenant_id, mandate_id, parent_id, agent_id, root_person_id, autonomous, path, depth, audience, scopes_in,
  scopes, dropped, purpose, run_id, document_digest, epoch, token, issued_at, expires_at)
select id, tenant_id, mandate_id, parent_id, agent_id, root_person_id, autonomous, path, cardinality(path), audience, scopes_in,
  scopes, dropped, purpose, run_id, document_digest, epoch, token, to_timestamp(issued_at), to_timestamp(expires_at)
from jsonb_to_recordset($1::jsonb) as d(id uuid, tenant_id uuid, mandate_id uuid, parent_id uuid, agent_id uuid, root_person_id uuid,
  autonomous boolean, path uuid[], audience text, scopes_in text[], scopes text[], dropped text[], purpose text, run_id text,
  document_digest text, epoch bigint, token jsonb, issued_at bigint, expires_at bigint)`

// Sorted, so that two batches take the same rows in the same order; and a run that was seen just now is not taken at all,
// since a batch that names it, too, would wait for this one's commit.
const RUNS = `
insert into run (agent_id, run_id, tenant_id)
select distinct on (agent_id, run_id) agent_id, run_id, tenant_id
from jsonb_to_recordset($1::jsonb) as d(agent_id uuid, run_id text, tenant_id uuid)
where not exists (select from run r where r.agent_id = d.agent_id and r.run_id = d.run_id and r.last_seen_at >= now() - make_interval(secs => ${LAST_ACTIVE_SECONDS}) offset 0)
order by agent_id, run_id
on conflict (agent_id, run_id) do update set last_seen_at = now() where run.last_seen_at < now() - make_interval(secs => ${LAST_ACTIVE_SECONDS})`

// Skips rows that somebody else is changing: this is an ornament, and must hold nobody up.
const ACTIVE = `
update agent set last_active_at = now() where id in (
  select id from agent where id = any($1::uuid[]) and (last_active_at is null or last_active_at < now() - make_interval(secs => ${LAST_ACTIVE_SECONDS}))
  order by id for update skip locked)`

/** What writes the hops of a batch and the runs they belong to. */
export function recordHops(hops: readonly RecordedHop[]): pg.QueryConfig[] {
  if (hops.length === 0) return []
  const rows = JSON.stringify(
    hops.map(({ hop, claims }) => ({
      id: claims.delegation,
      tenant_id: claims.tenant,
      mandate_id: hop.mandate.id,
      parent_id: hop.parent?.id ?? null,
      agent_id: hop.agent.id,
      root_person_id: hop.rootPersonId,
      autonomous: hop.autonomous,
      path: hop.path,
      audience: hop.audience,
      scopes_in: hop.scopesIn,
      scopes: [...hop.scopes],
      dropped: hop.dropped,
      purpose: hop.mandate.purpose,
      run_id: claims.run_id,
      document_digest: claims.doc,
      epoch: hop.epoch,
      token: claims,
      issued_at: claims.iat,
      expires_at: claims.exp,
    })),
  )
  const awake = new Set(hops.flatMap(({ hop }) => (hop.agent.activeLately ? [] : [hop.agent.id])))
  return [
    { name: 'issue-delegations', text: DELEGATIONS, values: [rows] },
    { name: 'issue-runs', text: RUNS, values: [rows] },
    ...(awake.size > 0 ? [{ name: 'issue-active', text: ACTIVE, values: [[...awake]] }] : []),
  ]
}
