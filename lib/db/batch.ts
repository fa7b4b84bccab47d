import type { Writable } from 'node:stream'
import pg from 'pg'
import { batchPool } from './client'
import type { Scope } from './transaction'

/**
 * One READ COMMITTED transaction that sees only `scope`'s rows, and whose statements are sent without waiting for the
 * answers before them: on the path of every token and every call a round trip costs more than a statement. PostgreSQL
 * runs them in the order they are sent, each on what was committed when it begins.
 *
 * `work` sends its reads together and awaits them; what it writes goes to `write`, and is answered together with the
 * commit. A write that fails makes the commit a rollback, and throws.
 */
export async function batchTransaction<T>(scope: Scope, work: (client: pg.PoolClient, write: (statement: pg.QueryConfig) => void) => Promise<T>): Promise<T> {
  const client = await batchPool().connect()
  let broken: Error | undefined
  const sent: Promise<unknown>[] = []
  const send = (statement: pg.QueryConfig | string): Promise<pg.QueryResult> => {
    together(client)
    const answer = client.query(statement)
    answer.catch(() => undefined) // looked at below, with all the others
    sent.push(answer)
    return answer
  }
  try {
    // Were this to fail, what follows would run without a scope, and row-level security shows and takes nothing then.
    void send(beginAs(scope))
    const value = await work(client, (statement) => void send(statement))
    const committed = send('commit')
    await Promise.all(sent)
    if ((await committed).command !== 'COMMIT') throw new Error('the transaction was rolled back at its commit')
    return value
  } catch (thrown) {
    try {
      await client.query('rollback')
    } catch (failed) {
      broken = failed as Error // the connection itself is gone: do not give it back to the pool
    }
    throw thrown
  } finally {
    client.release(broken)
  }
}

/** One read of `scope`'s rows, in one round trip. */
export async function batchRead<Row extends pg.QueryResultRow>(scope: Scope, statement: pg.QueryConfig): Promise<Row[]> {
  const client = await batchPool().connect()
  let broken: Error | undefined
  try {
    together(client)
    const [, { rows }] = await Promise.all([client.query(beginAs(scope)), client.query<Row>(statement), client.query('commit')])
    return rows
  } catch (thrown) {
    await client.query('rollback').catch((failed: Error) => (broken = failed))
    throw thrown
  } finally {
    client.release(broken)
  }
}

export const beginAs = (scope: Scope): string => `begin; select set_config('lanyard.tenant', ${pg.escapeLiteral(scope)}, true)`

/** What is sent in one turn leaves in one write: a system call for every statement was a sixth of the processor's time. */
export function together(client: pg.PoolClient): void {
  const { stream } = (client as pg.PoolClient & { connection: { stream: Writable } }).connection
  if (stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}
