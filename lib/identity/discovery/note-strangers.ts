import { createHash } from 'node:crypto'
import { hotTransaction } from '@/lib/db/hot'
import { newId } from '@/lib/kernel/ids'
import type { FoundInput } from './contract'

/** Of one server; enough to say how many. */
const COUNTED_MAX = 1_000
const SOURCE = 'Enforcement points'

type Seen = { tenant_id: string; server: string; calls: number; first: Date; last: Date; point: string | null }

/**
 * Whoever came to an enforcement point with a token that is not of ours is in the ledger, as what the point refused; here
 * it becomes one thing of the inbox for each server. Nobody is known by such a token, so that is all the evidence there
 * is. Ignored, it comes back when there is a call on another day.
 */
export const noteStrangers = (): Promise<number> =>
  hotTransaction('system', async (client) => {
    const { rows } = await client.query<Seen>(
      `select s.tenant_id, s.slug as server, x.calls, x.first, x.last, x.point
       from tool_server s cross join lateral (
         select count(*)::int as calls, min(y.occurred_at) as first, max(y.occurred_at) as last, max(y.actor_name) as point
         from (select e.occurred_at, e.actor_name from ledger_entry e
           where e.tenant_id = s.tenant_id and e.tool_server = s.slug and e.tool = 'not-read' and e.actor_kind = 'point' and e.result = 'denied' and e.agent_id is null
             and e.occurred_at > now() - interval '30 days' order by e.occurred_at desc limit $1) y) x
       where x.calls > 0 and not exists (
         select from discovery_item i join discovery_source d on d.id = i.source_id
         where d.tenant_id = s.tenant_id and d.kind = 'gateway' and d.removed_at is null and i.key = s.slug and i.last_seen_at >= x.last)
       limit 200`,
      [COUNTED_MAX],
    )
    for (const seen of rows) {
      await client.query(`insert into discovery_source (id, tenant_id, kind, name, created_by_name) values ($1, $2, 'gateway', $3, 'Discovery') on conflict do nothing`, [newId<'discovery_source'>(), seen.tenant_id, SOURCE])
      const evidence: Omit<FoundInput, 'kind' | 'path' | 'at' | 'name'> = {
        client_ids: [],
        urls: [],
        spiffe_ids: [],
        key_ids: [],
        reaches: [`tool server: ${seen.server}`],
        document: {},
        notes: [`${seen.calls === COUNTED_MAX ? `${COUNTED_MAX} calls or more` : `${seen.calls} ${seen.calls === 1 ? 'call' : 'calls'}`} in 30 days, with a token that is not of this installation; each was refused`, 'The token says nothing of who it is: ask who runs what connects there'],
        written_at: null,
      }
      const digest = createHash('sha256').update(`${seen.server} ${seen.last.toISOString().slice(0, 10)}`).digest('base64url')
      await client.query(
        `insert into discovery_item as i (id, tenant_id, source_id, key, kind, name, path, at, evidence, digest, last_run_id, first_seen_at, last_seen_at)
         select $1, d.tenant_id, d.id, $3, 'gateway_caller', $4, $5, 'ledger', $6, $7, $1, $8, $9
         from discovery_source d where d.tenant_id = $2 and d.kind = 'gateway' and d.removed_at is null
         on conflict (source_id, key) do update set evidence = excluded.evidence, digest = excluded.digest, last_seen_at = excluded.last_seen_at, gone_at = null,
           version = i.version + (i.digest <> excluded.digest)::int,
           changed_at = case when i.digest <> excluded.digest then now() else i.changed_at end,
           came_back = i.came_back or (i.state = 'ignored' and i.digest <> excluded.digest),
           state = case when i.state = 'ignored' and i.digest <> excluded.digest then 'open' else i.state end`,
        [newId<'discovery_item'>(), seen.tenant_id, seen.server, `Unknown caller at ${seen.server}`, `${seen.point ?? 'enforcement point'}: ${seen.server}`, JSON.stringify(evidence), digest, seen.first, seen.last],
      )
    }
    return rows.length
  })
