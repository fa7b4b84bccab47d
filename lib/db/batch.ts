import type pg from 'pg'
import { batchPool } from './client'
import { pipelined } from './pipelined'
import type { Scope } from './transaction'

/**
 * A `pipelined` transaction of a batch: on the path of every token and every call a round trip costs more than a statement.
 * `work` sends its reads together and awaits them; what it writes goes to `write`, and is answered together with the commit.
 */
export const batchTransaction = <T>(scope: Scope, work: (client: pg.PoolClient, write: (statement: pg.QueryConfig) => void) => Promise<T>): Promise<T> =>
  pipelined(batchPool(), scope, (send, client) => work(client, (statement) => void send(statement)))

/** One read of `scope`'s rows, in one round trip. */
export async function batchRead<Row extends pg.QueryResultRow>(scope: Scope, statement: pg.QueryConfig): Promise<Row[]> {
  // Not awaited in there: the commit is sent with it.
  const { answer } = await pipelined(batchPool(), scope, async (send) => ({ answer: send(statement) }))
  return (await answer).rows as Row[]
}
