import type { LedgerStream } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { ENTRY_RESULTS } from '../../ledger/contract'
import { Destination, STREAM_FORMATS, type StreamView } from '../contract'

type Lag = { id: string; entries: bigint; since: Date | null }

/** Streams with how far behind they are: two look-ups by key for each. */
export async function streamViews(tx: Pick<Tx, '$queryRaw'>, streams: readonly LedgerStream[]): Promise<StreamView[]> {
  const lags = asRows<Lag>(
    await tx.$queryRaw`select s.id, greatest(0, coalesce((select max(l.position) + 1 from ledger_leaf l where l.tenant_id = s.tenant_id), 0) - s.position)::bigint as entries,
        (select l.sealed_at from ledger_leaf l where l.tenant_id = s.tenant_id and l.position = s.position) as since
      from ledger_stream s where s.id = any(${streams.map(({ id }) => id)}::uuid[])`,
  )
  return streams.map((stream) => viewOf(stream, lags.find(({ id }) => id === stream.id)))
}

function viewOf(stream: LedgerStream, lag: Lag | undefined): StreamView {
  const destination = Destination.parse(stream.destination)
  return {
    id: stream.id,
    name: stream.name,
    kind: destination.kind,
    to: shown(destination),
    format: STREAM_FORMATS.find((one) => one === stream.format) ?? 'jsonl',
    actions: stream.actions,
    results: ENTRY_RESULTS.filter((one) => stream.results.includes(one)),
    created: { by: stream.createdByName, at: stream.createdAt.toISOString() },
    state: stream.pausedAt ? 'paused' : stream.stoppedAt ? 'stopped' : 'running',
    paused: stream.pausedAt && { by: stream.pausedByName ?? '', at: stream.pausedAt.toISOString(), reason: stream.pauseReason ?? '' },
    delivered: Number(stream.delivered),
    last: stream.lastPosition === null || !stream.lastDeliveredAt ? null : { position: stream.lastPosition.toString(), at: stream.lastDeliveredAt.toISOString() },
    lag: { entries: Number(lag?.entries ?? 0), seconds: lag?.since ? Math.max(0, Math.round((Date.now() - lag.since.getTime()) / 1_000)) : 0 },
    problem: stream.problem,
    attempts: stream.attempts,
    next_at: stream.problem && !stream.pausedAt && !stream.stoppedAt ? stream.nextAt.toISOString() : null,
    test: stream.testAskedAt && { asked_at: stream.testAskedAt.toISOString(), ended_at: stream.testEndedAt?.toISOString() ?? null, problem: stream.testProblem },
  }
}

export function shown(destination: Destination): string {
  switch (destination.kind) {
    case 'syslog':
      return `syslog+${destination.transport}://${destination.host.includes(':') ? `[${destination.host}]` : destination.host}:${destination.port}`
    case 'webhook': {
      const { origin, pathname, search } = new URL(destination.url)
      return `${origin}${pathname}${search ? '?…' : ''}`
    }
    case 'file':
      return destination.path
  }
}
