import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { DELIVERIES, type ToldView } from './contract'

const STATES = ['acknowledged', 'failed', 'skipped'] as const

type Row = {
  order_id: string; receiver_id: string; name: string; state: string; events: number; acknowledged: number; ended_at: Date | null; ms: number | null; detail: string | null
  delivery: string; status: string; held_by_name: string | null; push_problem: string | null; push_attempts: number; polled_at: Date | null
} // prettier-ignore

/** What came of telling each receiver of these orders, by the order's id. SQL, because containment reads it with its own tables at hand. */
export async function toldOf(tx: Pick<Tx, '$queryRaw'>, orderIds: readonly string[]): Promise<Map<string, ToldView[]>> {
  const rows = asRows<Row>(
    await tx.$queryRaw`
      select n.order_id, n.receiver_id, r.name, n.state, n.events, n.acknowledged, n.ended_at, n.ms, n.detail,
        s.delivery, s.status, s.held_by_name, s.push_problem, s.push_attempts, s.polled_at
      from signal_notice n join signal_receiver r on r.id = n.receiver_id join signal_stream s on s.id = n.stream_id
      where n.order_id = any(${[...orderIds]}::uuid[]) order by r.name, n.stream_id`,
  )
  const told = new Map<string, ToldView[]>()
  for (const row of rows) told.set(row.order_id, [...(told.get(row.order_id) ?? []), viewOf(row)])
  return told
}

function viewOf(row: Row): ToldView {
  const state = STATES.find((one) => one === row.state) ?? 'waiting'
  return {
    id: row.receiver_id,
    name: row.name,
    delivery: DELIVERIES.find((one) => one === row.delivery) ?? 'poll',
    state,
    events: row.events,
    acknowledged: row.acknowledged,
    ms: row.ms,
    ended_at: row.ended_at?.toISOString() ?? null,
    detail: row.detail ?? (state === 'waiting' ? whyNotYet(row) : null),
  }
}

function whyNotYet({ status, held_by_name: heldBy, delivery, push_problem: problem, push_attempts: attempts, polled_at: polledAt }: Row): string | null {
  if (status === 'paused') return heldBy ? `held: ${heldBy} paused it` : 'held: the receiver paused its stream'
  if (delivery === 'push') return problem ? `${problem}; tried ${attempts === 1 ? 'once' : `${attempts} times`}, trying again` : null
  return polledAt ? 'it has not acknowledged yet' : 'it has never asked'
}
