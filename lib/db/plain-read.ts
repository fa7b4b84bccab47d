import { Prisma } from '@/generated/prisma/client'
import { readPool } from './client'
import { pipelined, type Send } from './pipelined'
import type { Scope } from './transaction'

/** What reads by raw SQL: a transaction of Prisma's, or a plain one (`readPlainly`). */
export type Raw = {
  $queryRaw(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<unknown>
  /** A statement that is planned once a connection, whatever its values; its name means this text and no other. */
  kept?(name: string, sql: Prisma.Sql, how?: How): Promise<unknown>
  /** One that is planned for its values, and walks along indexes that are ordered already. */
  walked?(sql: Prisma.Sql): Promise<unknown>
}
/** `walked`: in the order of an index, which a plan that knows none of the values might take for dearer than sorting. */
type How = 'looked up' | 'walked'

/** As one that is kept, where it can be. Only for what is looked up by keys, or walked: the plan knows none of the values. */
export const askKept = (tx: Raw, name: string, sql: Prisma.Sql, how: How = 'looked up'): Promise<unknown> => (tx.kept ? tx.kept(name, sql, how) : tx.$queryRaw(sql))

export const askWalked = (tx: Raw, sql: Prisma.Sql): Promise<unknown> => (tx.walked ? tx.walked(sql) : tx.$queryRaw(sql))

/**
 * A consistent read of `scope`'s rows on a plain connection, for verbs whose answer takes less time than a transaction of
 * Prisma's, or than planning their statements: each partition of the ledger has some twenty indexes to choose from.
 */
export const readPlainly = <T>(scope: Scope, work: (tx: Raw) => Promise<T>): Promise<T> => pipelined(readPool(), scope, (send) => work(rawOver(send)))

const SETTINGS = {
  'by its values': { plan_cache_mode: 'auto', enable_sort: 'on', enable_bitmapscan: 'on' },
  'looked up': { plan_cache_mode: 'force_generic_plan', enable_sort: 'on', enable_bitmapscan: 'on' },
  'walked by its values': { plan_cache_mode: 'auto', enable_sort: 'off', enable_bitmapscan: 'off' },
  walked: { plan_cache_mode: 'force_generic_plan', enable_sort: 'off', enable_bitmapscan: 'off' },
} as const

function rawOver(send: Send): Raw {
  let now: keyof typeof SETTINGS = 'by its values'
  // Sent with the statement that it is for: it costs no round trip.
  const plan = (how: keyof typeof SETTINGS): void => {
    const before = SETTINGS[now]
    const changed = Object.entries(SETTINGS[how]).filter(([name, value]) => before[name as keyof typeof before] !== value)
    if (changed.length > 0) void send(changed.map(([name, value]) => `set local ${name} = ${value}`).join('; '))
    now = how
  }
  return {
    $queryRaw: async (query, ...values) => {
      const { text, values: given } = 'raw' in query ? Prisma.sql(query, ...(values as Prisma.Sql['values'])) : query
      plan('by its values')
      return (await send({ text, values: given as unknown[] })).rows
    },
    walked: async ({ text, values }) => {
      plan('walked by its values')
      return (await send({ text, values: values as unknown[] })).rows
    },
    kept: async (name, { text, values }, how = 'looked up') => {
      plan(how)
      return (await send({ name, text, values: values as unknown[] })).rows
    },
  }
}
