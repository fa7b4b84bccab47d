import { hotPool } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { gauge, gauges } from '@/lib/kernel/metrics'

/** Where the sequencer stands is given as a value: beside a table of millions the planner takes it for anywhere, and reads all of them. */
const UNSEALED = `select count(*)::float8 as entries, coalesce(extract(epoch from now() - min(e.occurred_at) filter (where e.action not like 'imported.%')), 0)::float8 as seconds
  from (select id, occurred_at, action from ledger_entry where xid >= $1::text::xid8 offset 0) e where not exists (select from ledger_leaf l where l.entry_id = e.id)`

const unsealed = () =>
  hotTransaction('system', async (client) => {
    const { rows } = await client.query<{ xid: string }>('select xid::text as xid from ledger_cursor where id = 1')
    return (await client.query<{ entries: number; seconds: number }>(UNSEALED, [rows[0]?.xid ?? '0'])).rows[0]
  })

/** What the authority knows only when it is asked. */
export function authorityGauges(keys: { ageMs(): number }): void {
  gauge('lanyard_ledger_unsealed_entries', 'Committed entries that have no place in the log yet, of all tenants', async () => (await unsealed())?.entries ?? Number.NaN)
  gauge('lanyard_ledger_lag_seconds', 'Age of the oldest entry that has no place yet', async () => Math.max(0, (await unsealed())?.seconds ?? Number.NaN))
  gauge('lanyard_signing_keys_age_seconds', 'How long ago this process read the signing keys; above 3 it signs nothing', () => keys.ageMs() / 1_000)
  gauges('lanyard_database_connections', 'Connections of the token path', 'state', () => {
    const { totalCount, idleCount, waitingCount } = hotPool()
    return { used: totalCount - idleCount, idle: idleCount, waited_for: waitingCount }
  })
}
