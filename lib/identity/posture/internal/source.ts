import type { Prisma } from '@/generated/prisma/client'
import type { RowKind } from '../contract'

/** The rows that a fact is about, and how each is named. Asked for by the count and by the list alike. */
export type Population = {
  kind: RowKind
  /** What stands after `from`, with the condition of the rows. */
  from: (tenantId: string) => Prisma.Sql
  id: Prisma.Sql
  name: Prisma.Sql
  /** Of agents: what they are told apart by, so that groups of them can be compared. */
  parts?: { team: Prisma.Sql; platform: Prisma.Sql; risk: Prisma.Sql }
}
/** One question of a population: which of its rows are good (never null), and what is told of each. */
export type Source = { of: Population; good: Prisma.Sql; detail: Prisma.Sql }
