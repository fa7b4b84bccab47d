import { hotTransaction } from '@/lib/db/hot'
import type { SubjectId } from './events'
import { STREAM_UPDATED } from './events'

/** As it stands in the queue; signed when it is sent. */
export type WaitingEvent = { jti: string; streamId: string; receiverId: string; orderId: string | null; tenantId: string; type: string; subject: SubjectId; body: Record<string, unknown>; toe: Date | null; createdAt: Date }
export type PushLane = { streamId: string; receiverId: string; url: string; authorizationSealed: string | null; attempts: number; events: WaitingEvent[] }

const LANES_MAX = 8
const BATCH_MAX = 50
/** Who took a lane and died leaves it to the next after this: longer than whoever holds one goes on. */
const HELD_SECONDS = 90

type EventRow = { jti: string; stream_id: string; receiver_id: string; order_id: string | null; tenant_id: string; type: string; subject: SubjectId; body: Record<string, unknown>; toe: Date | null; created_at: Date }
const EVENT = `e.jti, e.stream_id, s.receiver_id, e.order_id, e.tenant_id, e.type, e.subject, e.body, e.toe, e.created_at`
/** What a stream in this state is sent: all, or that it was paused. */
const GOES_OUT = `(s.status = 'enabled' or e.type = '${STREAM_UPDATED}')`
const eventOf = (row: EventRow): WaitingEvent => ({
  jti: row.jti, streamId: row.stream_id, receiverId: row.receiver_id, orderId: row.order_id, tenantId: row.tenant_id,
  type: row.type, subject: row.subject, body: row.body, toe: row.toe, createdAt: row.created_at,
}) // prettier-ignore

/**
 * The push streams that have something to be told and are due, each with its oldest events; of several processes each
 * takes others. By a lock that lets notices of them be written: no order waits for a stream that somebody is sending to.
 */
export async function takePushes(): Promise<PushLane[]> {
  return hotTransaction('system', async (client) => {
    const { rows: lanes } = await client.query<{ id: string; receiver_id: string; endpoint_url: string; authorization_sealed: string | null; push_attempts: number }>(
      `with due as (
        select s.id from signal_stream s where s.delivery = 'push' and s.deleted_at is null and s.push_next_at <= now()
          and exists (select from signal_event e where e.stream_id = s.id and e.state = 'waiting' and ${GOES_OUT})
        order by s.push_next_at limit ${LANES_MAX} for no key update skip locked
      )
      update signal_stream s set push_next_at = now() + make_interval(secs => ${HELD_SECONDS}) from due where s.id = due.id
      returning s.id, s.receiver_id, s.endpoint_url, s.authorization_sealed, s.push_attempts`,
    )
    const taken: PushLane[] = []
    for (const lane of lanes) {
      const { rows } = await client.query<EventRow>(
        `with next as (
          select e.jti from signal_event e join signal_stream s on s.id = e.stream_id where e.stream_id = $1 and e.state = 'waiting' and ${GOES_OUT} order by e.jti limit ${BATCH_MAX}
        )
        update signal_event e set sent = sent + 1 from next, signal_stream s where e.jti = next.jti and s.id = e.stream_id returning ${EVENT}`,
        [lane.id],
      )
      const events = rows.map(eventOf).sort((a, b) => (a.jti < b.jti ? -1 : 1))
      taken.push({ streamId: lane.id, receiverId: lane.receiver_id, url: lane.endpoint_url, authorizationSealed: lane.authorization_sealed, attempts: lane.push_attempts, events })
    }
    return taken
  })
}

/** One second, and twice as long each time, five minutes at most. */
const againSeconds = (attempts: number): number => Math.min(300, 2 ** Math.min(attempts, 9))

/** Gives a lane back: at once where all came through, else later and later. */
export async function giveBack({ streamId, attempts }: PushLane, problem: string | null): Promise<void> {
  await hotTransaction('system', (client) =>
    problem === null
      ? client.query(`update signal_stream set push_next_at = now(), push_attempts = 0, push_problem = null where id = $1`, [streamId])
      : client.query(`update signal_stream set push_next_at = now() + make_interval(secs => $2), push_attempts = push_attempts + 1, push_problem = $3 where id = $1`, [streamId, againSeconds(attempts), problem.slice(0, 200)]),
  )
}

/** What a receiver that asks is given: the oldest that it has not acknowledged, the same again until it does (RFC 8936 §2.4). */
export async function pollEvents(streamId: string, max: number): Promise<{ events: WaitingEvent[]; more: boolean }> {
  return hotTransaction('system', async (client) => {
    const { rows } = await client.query<EventRow>(
      `select ${EVENT} from signal_event e join signal_stream s on s.id = e.stream_id
       where e.stream_id = $1 and e.state = 'waiting' and s.deleted_at is null and ${GOES_OUT} order by e.jti limit $2`,
      [streamId, max + 1],
    )
    const events = rows.slice(0, max).map(eventOf)
    if (events.length > 0) await client.query(`update signal_event set sent = sent + 1 where jti = any($1::uuid[])`, [events.map(({ jti }) => jti)])
    return { events, more: rows.length > max }
  })
}

/** Says that a receiver asked; not at each time, since some ask all the time. */
export const notePoll = (streamId: string): Promise<unknown> =>
  hotTransaction('system', (client) => client.query(`update signal_stream set polled_at = now() where id = $1 and (polled_at is null or polled_at < now() - interval '10 seconds')`, [streamId]))
