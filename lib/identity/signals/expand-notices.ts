import type pg from 'pg'
import { hotTransaction } from '@/lib/db/hot'
import { orderChanged } from '@/lib/db/order-changes'
import { newId } from '@/lib/kernel/ids'
import { eventsOf, sameSubject, type NewEvent, type OrderCover, type SubjectId } from './events'
import { sessionsOfMandate } from './internal/sessions-of-mandate'

const AT_ONCE = 8
/** Events that may wait for one stream. An order that does not fit is not told, and says so. */
const WAITING_MAX = 20_000

type Due = { by_giver: boolean; order_id: string; stream_id: string; tenant_id: string; grain: string; mode: string; ordered_by_kind: string; committed_at: Date; events_requested: string[] }

/**
 * Makes the events of orders that were committed, once each, whoever looks first: an agent's halt is one for each agent
 * that it covers. Returns how many notices it made them for.
 */
export async function expandNotices(issuer: string): Promise<number> {
  const rows = await hotTransaction('system', async (client) => {
    const { rows } = await client.query<Due>(
      `select n.order_id, n.stream_id, n.tenant_id, o.grain, o.mode, o.ordered_by_kind, o.committed_at, s.events_requested,
         exists (select from mandate m where o.grain = 'mandate' and m.id = o.target_id and m.person_id::text = o.ordered_by::text) as by_giver
       from signal_notice n join containment_order o on o.id = n.order_id join signal_stream s on s.id = n.stream_id
       where n.state = 'due' order by n.order_id limit ${AT_ONCE} for update of n skip locked`,
    )
    for (const due of rows) await expand(client, issuer, due)
    return rows
  })
  for (const { order_id } of rows) orderChanged(order_id)
  return rows.length
}

async function expand(client: pg.PoolClient, issuer: string, due: Due): Promise<void> {
  const covers = due.grain === 'mandate' ? await sessionsOfMandate(client, due.order_id) : await coversOf(client, due.order_id)
  const removed = await client.query<{ subject: SubjectId }>('select subject from signal_subject where stream_id = $1', [due.stream_id])
  const unwanted = new Set(removed.rows.map(({ subject }) => sameSubject(subject)))
  const order = { id: due.order_id, tenantId: due.tenant_id, grain: due.grain, mode: due.mode, orderedByKind: due.by_giver ? 'giver' : due.ordered_by_kind, committedAt: due.committed_at, covers }
  const events = eventsOf(issuer, order).filter(({ type, subject }) => due.events_requested.includes(type) && !unwanted.has(sameSubject(subject)))
  if (events.length === 0) return end(client, due, 'skipped', 'it asked for none of these events')
  const waiting = await client.query<{ n: number }>(`select count(*)::int as n from signal_event where stream_id = $1 and state = 'waiting'`, [due.stream_id])
  if ((waiting.rows[0]?.n ?? 0) + events.length > WAITING_MAX) return end(client, due, 'failed', `${WAITING_MAX} events wait for it already: it was not told`)
  await insert(client, due, events)
  await client.query(`update signal_notice set state = 'waiting', events = $3 where order_id = $1 and stream_id = $2`, [due.order_id, due.stream_id, events.length])
}

const coversOf = async (client: pg.PoolClient, orderId: string): Promise<OrderCover[]> =>
  (await client.query<OrderCover>(`select kind, subject_id, subject_key from containment_cover where order_id = $1 and kind <> 'delegation' order by subject_id`, [orderId])).rows

const end = async (client: pg.PoolClient, { order_id, stream_id }: Due, state: 'skipped' | 'failed', detail: string): Promise<void> =>
  void (await client.query(`update signal_notice set state = $3, ended_at = clock_timestamp(), detail = $4 where order_id = $1 and stream_id = $2`, [order_id, stream_id, state, detail]))

/** All of an order in one statement: a sub-tree may have a thousand. */
async function insert(client: pg.PoolClient, { order_id, stream_id, tenant_id, committed_at }: Due, events: readonly NewEvent[]): Promise<void> {
  await client.query(
    `insert into signal_event (jti, tenant_id, stream_id, order_id, type, subject, body, toe, created_at)
     select e.jti, $1, $2, $3, e.type, e.subject, e.body, $4, clock_timestamp()
     from jsonb_to_recordset($5::jsonb) e(jti uuid, type text, subject jsonb, body jsonb)`,
    [tenant_id, stream_id, order_id, committed_at, JSON.stringify(events.map((event) => ({ jti: newId(), ...event })))],
  )
}
