import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import { Fault } from '@/lib/kernel/fault'
import { MEASURED } from '../definitions'
import type { FactRow } from '../contract'
import type { Counted, Counts } from '../score'
import type { Population, Source } from './source'
import { SOURCES } from './sources'

/** Runs one statement of the tenant's, and gives its rows. */
export type Ask = (sql: Prisma.Sql) => Promise<unknown>

/** Questions of one population in one statement: more would save little, and one must not run into the time limit. */
const TOGETHER = 5

/** What every fact with a source counts. A population that several facts are about is read once for a few of them. */
export async function measure(ask: Ask, tenantId: string): Promise<Counts> {
  const counts: Record<string, Counted> = {}
  const asked = MEASURED.flatMap(({ id, source }) => (source === null ? [] : [{ id, source: SOURCES[source] as Source }]))
  for (const population of new Set(asked.map(({ source }) => source.of))) {
    const own = asked.filter(({ source }) => source.of === population)
    for (let first = 0; first < own.length; first += TOGETHER) Object.assign(counts, await count(ask, tenantId, population, own.slice(first, first + TOGETHER)))
  }
  return counts
}

async function count(ask: Ask, tenantId: string, population: Population, facts: readonly { id: string; source: Source }[]): Promise<Record<string, Counted>> {
  const columns = facts.map(({ source }, index) => Prisma.sql`count(*) filter (where ${source.good})::int as ${Prisma.raw(`good_${index}`)}`)
  const [row] = asRows<Record<string, number>>(await ask(Prisma.sql`select count(*)::int as total, ${Prisma.join(columns)} from ${population.from(tenantId)}`))
  return Object.fromEntries(facts.map(({ id }, index) => [id, { good: row?.[`good_${index}`] ?? 0, total: row?.total ?? 0 }]))
}

export const countOf = async (ask: Ask, tenantId: string, source: Source): Promise<Counted> => (await countsOf(ask, tenantId, { source })).source

/** Several questions of one population, in one reading of it. */
export async function countsOf<Name extends string>(ask: Ask, tenantId: string, sources: Readonly<Record<Name, Source>>): Promise<Record<Name, Counted>> {
  const facts = Object.entries<Source>(sources).map(([id, source]) => ({ id, source }))
  const [of] = new Set(facts.map(({ source }) => source.of))
  if (!of || facts.some(({ source }) => source.of !== of)) throw new Fault('facts that are counted together are about one population')
  return (await count(ask, tenantId, of, facts)) as Record<Name, Counted>
}

type Page = { show: 'bad' | 'good' | 'all'; after: { name: string; id: string } | null; limit: number }

/** The rows behind a count: the same rows, by the same conditions, in the order of their names. */
export async function rowsOf(ask: Ask, tenantId: string, { of, good, detail }: Source, { show, after, limit }: Page): Promise<FactRow[]> {
  const wanted = show === 'all' ? Prisma.sql`true` : Prisma.sql`s.good = ${show === 'good'}`
  const place = after ? Prisma.sql`(s.name, s.id) > (${after.name}, ${after.id})` : Prisma.sql`true`
  const found = await ask(Prisma.sql`
    select s.id, s.name, s.good, s.detail from (
      select ${of.id} as id, (${of.name}) collate "C" as name, ${good} as good, ${detail} as detail from ${of.from(tenantId)}
    ) s where ${wanted} and ${place} order by s.name, s.id limit ${limit}`)
  return asRows<Omit<FactRow, 'kind'>>(found).map((row) => ({ ...row, kind: of.kind }))
}
