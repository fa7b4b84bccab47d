import { hotPool } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { gauge, gauges } from '@/lib/kernel/metrics'

const UNSEALED = `select count(*)::float8 as entries, coalesce(extract(epoch from now() - min(e.occurred_at) filter (where e.action not like 'imported.%')), 0)::float8 as seconds
  from ledger_entry e, ledger_cursor c where e.xid >= c.xid and not exists (select from ledger_leaf l where l.entry_id = e.id)`

const unsealed = () => hotTransaction('system', async (client) => (await client.query<{ entries: number; seconds: number }>(UNSEALED)).rows[0])

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
