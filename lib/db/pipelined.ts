import type { Writable } from 'node:stream'
import pg from 'pg'
import type { Scope } from './transaction'

/** Sends a statement at once, behind what was sent before it; what is not awaited is answered with the commit. */
export type Send = (statement: pg.QueryConfig | string) => Promise<pg.QueryResult>

/**
 * One READ COMMITTED transaction that sees only `scope`'s rows, and whose statements are sent without waiting for the
 * answers before them. PostgreSQL runs them in the order they are sent, each on what was committed when it begins. One
 * that fails makes the commit a rollback, and throws.
 */
export async function pipelined<T>(pool: pg.Pool, scope: Scope, work: (send: Send, client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  const sent: Promise<unknown>[] = []
  const send: Send = (statement) => {
    together(client)
    const answer = client.query(statement)
    answer.catch(() => undefined) // looked at below, with all the others
    sent.push(answer)
    return answer
  }
  try {
    // Were this to fail, what follows would run without a scope, and row-level security shows and takes nothing then.
    void send(beginAs(scope))
    const value = await work(send, client)
    const committed = send('commit')
    await Promise.all(sent)
    if ((await committed).command !== 'COMMIT') throw new Error('the transaction was rolled back at its commit')
    return value
  } catch (thrown) {
    await client.query('rollback').catch((failed: Error) => (broken = failed)) // then the connection itself is gone: it is not given back to the pool
    throw isAfterFailure(thrown) ? ((await firstFailure(sent)) ?? thrown) : thrown
  } finally {
    client.release(broken)
  }
}

/** What PostgreSQL says to every statement behind one that failed; why is what that one was told. */
const isAfterFailure = (thrown: unknown): boolean => thrown instanceof pg.DatabaseError && thrown.code === '25P02'

async function firstFailure(sent: readonly Promise<unknown>[]): Promise<unknown> {
  const settled = await Promise.allSettled(sent)
  return settled.find((one) => one.status === 'rejected')?.reason
}

const beginAs = (scope: Scope): string => `begin; select set_config('lanyard.tenant', ${pg.escapeLiteral(scope)}, true)`

/** What is sent in one turn leaves in one write: a system call for every statement was a sixth of the processor's time. */
function together(client: pg.PoolClient): void {
  const { stream } = (client as pg.PoolClient & { connection: { stream: Writable } }).connection
  if (stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}
