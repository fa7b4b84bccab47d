import pg from 'pg'
import { Fault } from '@/lib/kernel/fault'

const CONNECT_TIMEOUT_MS = 2_000
/** A connection on which an answer takes longer than this is taken for dead, and replaced. */
const ANSWER_MS_MAX = 1_000
const AGAIN_AFTER_MS = 100
const AGAIN_AFTER_MS_MAX = 1_000

export type Listener = Readonly<{
  /** On the listening connection itself: it never waits for a pool that others have emptied, and where it is `first`, for no statement that has not been sent. */
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[], first?: boolean): Promise<Row[]>
  close(): Promise<void>
}>

export type ListenerOptions = Readonly<{
  url: string
  channel: string
  onNotification: (payload: string) => void
  /** After every connect: whatever was notified while there was no connection must now be looked for. */
  onConnected: () => void
  onLost: (error: Error) => void
}>

/**
 * One connection that listens on `channel` for as long as the process lives, seeing the rows of the whole installation.
 * PostgreSQL keeps no notification for who is not connected, so this promises none: it promises to say when it is
 * connected again, and who cares must also look by themselves from time to time.
 */
export function listen(options: ListenerOptions): Listener {
  let client: pg.Client | null = null
  let closed = false
  let wait = AGAIN_AFTER_MS
  let timer: NodeJS.Timeout | undefined

  async function connect(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: options.url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: ANSWER_MS_MAX,
      keepAlive: true,
      application_name: 'lanyard-listen',
    })
    fresh.on('notification', ({ payload }) => options.onNotification(payload ?? ''))
    fresh.on('error', (error) => lose(fresh, error))
    fresh.on('end', () => lose(fresh, new Error('connection ended')))
    try {
      await fresh.connect()
      await fresh.query("select set_config('lanyard.tenant', 'system', false)")
      await fresh.query(`listen ${pg.escapeIdentifier(options.channel)}`)
    } catch (error) {
      discard(fresh)
      options.onLost(error as Error)
      again()
      return
    }
    if (closed) return discard(fresh)
    client = fresh
    wait = AGAIN_AFTER_MS
    options.onConnected()
  }

  /** Called by whichever of error, end or a failed query notices first; the others then find it gone. */
  function lose(lost: pg.Client, error: Error): void {
    if (client !== lost) return
    client = null
    discard(lost)
    if (closed) return
    options.onLost(error)
    again()
  }

  function again(): void {
    if (closed) return
    clearTimeout(timer)
    timer = setTimeout(() => void connect(), wait)
    wait = Math.min(wait * 2, AGAIN_AFTER_MS_MAX)
  }

  async function ask<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<Row[]> {
    const used = client
    if (!used) throw new Fault('not connected to the database')
    try {
      return (await used.query<Row>(text, [...values])).rows
    } catch (error) {
      lose(used, error as Error)
      throw error
    }
  }

  /** One statement at a time: what is asked meanwhile waits here, and its time for an answer begins when it is sent. */
  const waiting: (() => Promise<void>)[] = []
  let asking = false
  async function work(): Promise<void> {
    if (asking) return
    asking = true
    for (let turn = waiting.shift(); turn; turn = waiting.shift()) await turn()
    asking = false
  }

  void connect()
  return {
    query: <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = [], first = false) =>
      new Promise<Row[]>((resolve, reject) => {
        const turn = () => ask<Row>(text, values).then(resolve, reject)
        if (first) waiting.unshift(turn)
        else waiting.push(turn)
        void work()
      }),
    async close() {
      closed = true
      clearTimeout(timer)
      const last = client
      client = null
      await last?.end().catch(() => undefined)
    },
  }
}

/** Without waiting for a good-bye: the other side may be gone. */
function discard(client: pg.Client): void {
  client.on('error', () => undefined)
  void client.end().catch(() => undefined)
  const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } }).connection
  setTimeout(() => stream.destroy(), ANSWER_MS_MAX).unref()
}
