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
