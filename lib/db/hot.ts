import pg from 'pg'
import { hotPool } from './client'
import type { Scope } from './transaction'

/**
 * One READ COMMITTED transaction on a plain connection, seeing only `scope`'s rows.
 * For the token path and the enforcement points, where one transaction carries a batch.
 */
export async function hotTransaction<T>(scope: Scope, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await hotPool().connect()
  let broken: Error | undefined
  try {
    // One round trip for both: this is on the path of every token and every call.
    await client.query(`begin; select set_config('lanyard.tenant', ${pg.escapeLiteral(scope)}, true)`)
    const value = await work(client)
    await client.query('commit')
    return value
  } catch (thrown) {
    broken = isSilent(thrown) ? thrown : await rollback(client)
    throw thrown
  } finally {
    client.release(broken)
  }
}

/** What went wrong with it: then the connection itself is gone, and is not given back to the pool. */
const rollback = (client: pg.PoolClient): Promise<Error | undefined> =>
  client.query('rollback').then(
    () => undefined,
    (failed: Error) => failed,
  )

/** pg gave up waiting for the server: whatever is sent on this connection would wait behind what it never answered. */
const isSilent = (thrown: unknown): thrown is Error => thrown instanceof Error && thrown.message === 'Query read timeout'
