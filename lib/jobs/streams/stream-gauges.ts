import { hotTransaction } from '@/lib/db/hot'
import { gauges } from '@/lib/kernel/metrics'

/** Of the stream of each kind that is furthest behind; what somebody paused is behind because they want it. */
const BEHIND = `select s.destination->>'kind' as kind, max(coalesce(extract(epoch from now() - l.sealed_at), 0))::float8 as seconds, max(greatest(0, h.size - s.position))::float8 as entries
  from ledger_stream s
  cross join lateral (select coalesce(max(position) + 1, 0) as size from ledger_leaf where tenant_id = s.tenant_id) h
  left join ledger_leaf l on l.tenant_id = s.tenant_id and l.position = s.position
  where s.removed_at is null and s.paused_at is null group by 1`

type Behind = { kind: string; seconds: number; entries: number }

export async function streamsBehind(): Promise<Behind[]> {
  return hotTransaction('system', async (client) => (await client.query<Behind>(BEHIND)).rows)
}

const by = (of: 'seconds' | 'entries') => async () => Object.fromEntries((await streamsBehind()).map((one) => [one.kind, one[of]]))

/** What the worker knows only when it is asked. */
export function streamGauges(): void {
  gauges('lanyard_stream_lag_seconds', 'How long the next entry of a stream of the ledger has been sealed; of each kind the one that is furthest behind', 'kind', by('seconds'))
  gauges('lanyard_stream_lag_entries', 'Sealed entries that a stream of the ledger has not delivered; of each kind the one that is furthest behind', 'kind', by('entries'))
}
