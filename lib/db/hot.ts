import type pg from 'pg'
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
    await client.query('begin')
    await client.query({ name: 'scope', text: "select set_config('lanyard.tenant', $1, true)", values: [scope] })
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
