import { createHash } from 'node:crypto'
import { Prisma } from '@/generated/prisma/client'
import type { Result } from '@/lib/kernel/result'
import { haltPool } from './client'
import { pipelined } from './pipelined'
import { attempted, RolledBack, type Scope } from './transaction'

type Template = TemplateStringsArray | Prisma.Sql
/**
 * What reads and writes by raw SQL and asks for no count of rows: a transaction of Prisma's, or a plain one, where a
 * statement is sent when it is called, behind those before it, and what only writes is answered with the commit.
 */
export type Writer = {
  $queryRaw(query: Template, ...values: unknown[]): Promise<unknown>
  $executeRaw(query: Template, ...values: unknown[]): Promise<unknown>
}

/**
 * One READ COMMITTED transaction over `scope`'s rows on a plain connection of its own, for the command that must be over in
 * milliseconds: a halt. Waiting for each statement took it as long as all of them together. A refusal rolls back, as a
 * throw does, but is returned; conflicts are retried.
 */
export const plainTransaction = <T, R>(scope: Scope, work: (tx: Writer) => Promise<Result<T, R>>): Promise<Result<T, R>> =>
  attempted(() =>
    pipelined(haltPool(), scope, async (send) => {
      const result = await work({
        $queryRaw: (query, ...values) => send(statement(query, values)).then(({ rows }) => rows),
        $executeRaw: async (query, ...values) => void send(statement(query, values)),
      })
      if (!result.ok) throw new RolledBack(result.refusal)
      return result
    }),
  )

/** Planned once a connection, whatever its values; its name means this text and no other. */
function statement(query: Template, given: unknown[]): { name: string; text: string; values: unknown[] } {
  const { text, values } = 'raw' in query ? Prisma.sql(query, ...(given as Prisma.Sql['values'])) : query
  return { name: createHash('sha1').update(text).digest('base64url'), text, values: values as unknown[] }
}
