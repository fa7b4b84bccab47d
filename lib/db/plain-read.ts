import type pg from 'pg'
import { Prisma } from '@/generated/prisma/client'
import { readPool } from './client'
import { scopedTransaction } from './hot'
import type { Scope } from './transaction'

/** What reads by raw SQL: a transaction of Prisma's, or a plain one (`readPlainly`). */
export type Raw = {
  $queryRaw(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<unknown>
  /** A statement that is planned once a connection, whatever its values; its name means this text and no other. */
  kept?(name: string, sql: Prisma.Sql): Promise<unknown>
}

/** As one that is kept, where it can be. Only for what is looked up by keys: the plan knows none of the values. */
export const askKept = (tx: Raw, name: string, sql: Prisma.Sql): Promise<unknown> => (tx.kept ? tx.kept(name, sql) : tx.$queryRaw(sql))

/**
 * A consistent read of `scope`'s rows on a plain connection, for verbs whose answer takes less time than a transaction of
 * Prisma's, or than planning their statements: each partition of the ledger has some twenty indexes to choose from.
 */
export async function readPlainly<T>(scope: Scope, work: (tx: Raw) => Promise<T>): Promise<T> {
  return scopedTransaction(readPool(), scope, (client) => work(rawOver(client)))
}

function rawOver(client: pg.PoolClient): Raw {
  let isKept = false
  const mode = async (kept: boolean): Promise<void> => {
    if (kept !== isKept) await client.query(`set local plan_cache_mode = ${kept ? 'force_generic_plan' : 'auto'}`)
    isKept = kept
  }
  return {
    $queryRaw: async (query, ...values) => {
      const { text, values: given } = 'raw' in query ? Prisma.sql(query, ...(values as Prisma.Sql['values'])) : query
      await mode(false)
      return (await client.query(text, given)).rows
    },
    kept: async (name, { text, values }) => {
      await mode(true)
      return (await client.query({ name, text, values })).rows
    },
  }
}
