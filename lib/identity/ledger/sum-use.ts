import type pg from 'pg'
import { hotTransaction } from '@/lib/db/hot'

/** Entries summed up in one transaction; those of one transaction are never torn apart. */
const ENTRIES_AT_ONCE = 20_000

const DAY = `(e.occurred_at at time zone 'UTC')::date`
const NEW_CALLS = `from ledger_entry e where e.xid >= $1::xid8 and e.xid < $2::xid8 and e.action = 'tool.call' and e.agent_id is not null`

/**
 * Adds what was recorded since the last time to the sums of what agents used. As the sequencer does, it takes only what
 * stands below the snapshot's xmin, so that nothing commits behind it; sums and cursor move together, so that nothing is
 * counted twice, whenever a process ends. One process at a time; another passes by. Says whether there is more.
 */
export async function sumUse(entriesAtOnce = ENTRIES_AT_ONCE): Promise<boolean> {
  return hotTransaction('system', async (client) => {
    const { rows } = await client.query<{ since: string; xmin: string }>('select xid::text as since, pg_snapshot_xmin(pg_current_snapshot())::text as xmin from agent_use_cursor where id = 1 for update skip locked')
    const [cursor] = rows
    if (!cursor) return false
    // New, or restored: transaction ids are this cluster's alone, so that what was summed up by others is not added to.
    if (cursor.since === '0') await client.query('delete from agent_use')
    if (cursor.since === '0') await client.query('delete from agent_use_person')
    const until = await endOf(client, cursor.since, cursor.xmin, entriesAtOnce)
    await client.query(
      `insert into agent_use (tenant_id, agent_id, tool_server, tool, day, allowed, denied, last_allowed_at)
       select e.tenant_id, e.agent_id, coalesce(e.tool_server, ''), coalesce(e.tool, ''), ${DAY}, count(*) filter (where e.result = 'allowed'), count(*) filter (where e.result <> 'allowed'),
         max(e.occurred_at) filter (where e.result = 'allowed') ${NEW_CALLS} group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
       on conflict (tenant_id, agent_id, tool_server, tool, day) do update set allowed = agent_use.allowed + excluded.allowed, denied = agent_use.denied + excluded.denied,
         last_allowed_at = greatest(agent_use.last_allowed_at, excluded.last_allowed_at)`,
      [cursor.since, until],
    )
    await client.query(
      `insert into agent_use_person (tenant_id, agent_id, person_id, day, calls)
       select e.tenant_id, e.agent_id, e.root_person_id, ${DAY}, count(*) ${NEW_CALLS} and e.result = 'allowed' and e.root_person_id is not null group by 1, 2, 3, 4 order by 1, 2, 3, 4
       on conflict (tenant_id, agent_id, person_id, day) do update set calls = agent_use_person.calls + excluded.calls`,
      [cursor.since, until],
    )
    await client.query('update agent_use_cursor set xid = $1::xid8, updated_at = now() where id = 1', [until])
    return until !== cursor.xmin
  })
}

/** Where to stop: whole transactions, of about so many entries; one that wrote more is taken alone. */
async function endOf(client: pg.PoolClient, since: string, xmin: string, entriesAtOnce: number): Promise<string> {
  const full = await client.query<{ xid: string }>('select e.xid::text from ledger_entry e where e.xid >= $1::xid8 and e.xid < $2::xid8 order by e.xid, e.id offset $3 limit 1', [since, xmin, entriesAtOnce])
  const [first] = full.rows
  if (!first) return xmin
  const before = await client.query<{ xid: string }>('select e.xid::text from ledger_entry e where e.xid >= $1::xid8 and e.xid < $2::xid8 order by e.xid, e.id limit 1', [since, xmin])
  if (before.rows[0]?.xid !== first.xid) return first.xid
  const next = await client.query<{ xid: string }>('select e.xid::text from ledger_entry e where e.xid > $1::xid8 and e.xid < $2::xid8 order by e.xid, e.id limit 1', [first.xid, xmin])
  return next.rows[0]?.xid ?? xmin
}
