import { hotTransaction } from '@/lib/db/hot'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { Destination, type StreamFormat } from './contract'

/** More than a company has, so that every one has a lane of its own. */
const LANES_MAX = 32
/** Who took a lane and died leaves it to the next after this; longer than a batch takes. */
const HELD_SECONDS = 60
const PAUSE_SECONDS_MAX = 300
const PROBLEM_MAX = 200

/** A stream with something to do, taken by one process. */
export type StreamLane = {
  id: string
  tenantId: TenantId
  name: string
  format: StreamFormat
  destination: Destination
  secretSealed: string | null
  actions: string[]
  results: string[]
  position: number
  attempts: number
  /** When the test that waits was asked for; null: none does. */
  testAskedAt: Date | null
  /** Entries wait, and it is time. */
  isDue: boolean
}

type Row = { id: string; tenant_id: string; name: string; format: StreamFormat; destination: unknown; secret_sealed: string | null; actions: string[]; results: string[]; position: string; attempts: number; test: Date | null; is_due: boolean }

const TEST_WAITS = `s.test_asked_at is not null and s.test_ended_at is null`
const IS_DUE = `s.paused_at is null and s.stopped_at is null and s.next_at <= now()
  and exists (select from ledger_checkpoint c where c.tenant_id = s.tenant_id and c.size > s.position)`

/** The streams that have something to do; of several processes each takes others. */
export async function takeStreams(): Promise<StreamLane[]> {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<Row>(
      `with due as (
        select s.id from ledger_stream s where s.removed_at is null and s.held_until <= now() and ((${TEST_WAITS}) or (${IS_DUE}))
        order by s.next_at limit ${LANES_MAX} for no key update skip locked
      )
      update ledger_stream s set held_until = now() + make_interval(secs => ${HELD_SECONDS}) from due where s.id = due.id
      returning s.id, s.tenant_id, s.name, s.format, s.destination, s.secret_sealed, s.actions, s.results, s.position::text, s.attempts,
        case when ${TEST_WAITS} then s.test_asked_at end as test, (${IS_DUE}) as is_due`,
    ),
  )
  return rows.map((row) => ({
    id: row.id, tenantId: trustedId<'tenant'>(row.tenant_id), name: row.name, format: row.format, destination: Destination.parse(row.destination), secretSealed: row.secret_sealed,
    actions: row.actions, results: row.results, position: Number(row.position), attempts: row.attempts, testAskedAt: row.test, isDue: row.is_due,
  })) // prettier-ignore
}

/**
 * A batch arrived: the stream has got to `next`. Kept even if it was paused or removed meanwhile, since it did arrive.
 * INVARIANT: only from the place where the batch began, so that a process that was slow never takes it back.
 *
 * @returns whether it goes on
 */
export async function advance({ id }: StreamLane, from: number, to: { next: number; lines: number; last: number | null }): Promise<boolean> {
  const { rows } = await hotTransaction('system', (client) =>
    client.query<{ goes_on: boolean }>(
      `update ledger_stream set position = $3, delivered = delivered + $4, last_position = coalesce($5, last_position), attempts = 0, problem = null, next_at = now(),
         last_delivered_at = case when $4 > 0 then now() else last_delivered_at end, held_until = now() + make_interval(secs => ${HELD_SECONDS})
       where id = $1 and position = $2 returning paused_at is null and stopped_at is null and removed_at is null as goes_on`,
      [id, from, to.next, to.lines, to.last],
    ),
  )
  return rows[0]?.goes_on ?? false
}

/** Gives a lane back, for whoever looks next. */
export async function giveBack({ id }: StreamLane): Promise<void> {
  await hotTransaction('system', (client) => client.query('update ledger_stream set held_until = now() where id = $1', [id]))
}

/** One second, and twice as long each time, five minutes at most. The batch stays where it was: nothing is left out. */
export async function tryLater({ id, attempts }: StreamLane, problem: string): Promise<void> {
  await hotTransaction('system', (client) =>
    client.query(`update ledger_stream set held_until = now(), next_at = now() + make_interval(secs => $2), attempts = attempts + 1, problem = $3 where id = $1`, [
      id,
      Math.min(PAUSE_SECONDS_MAX, 2 ** Math.min(attempts, 9)),
      problem.slice(0, PROBLEM_MAX),
    ]),
  )
}

/** What came of a test; of the one that was asked for then, and not of a later one. */
export async function endTest({ id, testAskedAt }: StreamLane, problem: string | null): Promise<void> {
  await hotTransaction('system', (client) => client.query(`update ledger_stream set test_ended_at = now(), test_problem = $3 where id = $1 and test_asked_at = $2`, [id, testAskedAt, problem?.slice(0, PROBLEM_MAX) ?? null]))
}
