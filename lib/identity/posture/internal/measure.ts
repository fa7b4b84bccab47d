import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import { Fault } from '@/lib/kernel/fault'
import { MEASURED } from '../definitions'
import type { FactRow } from '../contract'
import { RISK_LEVELS } from '@/lib/kernel/risk-levels'
import { GROUPINGS, type Cell } from '../groups'
import type { Counted, Counts } from '../score'
import type { Population, Source } from './source'
import { SOURCES } from './sources'

/** Runs one statement of the tenant's, and gives its rows. */
export type Ask = (sql: Prisma.Sql) => Promise<unknown>

/** Questions of one population in one statement: more would save little, and one must not run into the time limit. */
const TOGETHER = 5

type Measured = { counts: Counts; /** Of agents: the same by group and risk level. */ cells: Cell[] }

/** What every fact with a source counts. A population that several facts are about is read once for a few of them. */
export async function measure(ask: Ask, tenantId: string): Promise<Measured> {
  const counts: Record<string, Counted> = {}
  const cells: Cell[] = []
  const asked = MEASURED.flatMap(({ id, source }) => (source === null ? [] : [{ id, source: SOURCES[source] as Source }]))
  for (const population of new Set(asked.map(({ source }) => source.of))) {
    const own = asked.filter(({ source }) => source.of === population)
    for (let first = 0; first < own.length; first += TOGETHER) {
      const few = own.slice(first, first + TOGETHER)
      if (!population.parts) {
        Object.assign(counts, await count(ask, tenantId, population, few))
        continue
      }
      const found = await countByPart(ask, tenantId, population, population.parts, few)
      Object.assign(counts, found.counts)
      cells.push(...found.cells)
    }
  }
  return { counts, cells }
}

async function count(ask: Ask, tenantId: string, population: Population, facts: readonly { id: string; source: Source }[]): Promise<Record<string, Counted>> {
  const columns = facts.map(({ source }, index) => Prisma.sql`count(*) filter (where ${source.good})::int as ${Prisma.raw(`good_${index}`)}`)
  const [row] = asRows<Record<string, number>>(await ask(Prisma.sql`select count(*)::int as total, ${Prisma.join(columns)} from ${population.from(tenantId)}`))
  return Object.fromEntries(facts.map(({ id }, index) => [id, { good: row?.[`good_${index}`] ?? 0, total: row?.total ?? 0 }]))
}

/** The same in all, by team and risk, and by platform and risk: what is good is asked once of each row. */
async function countByPart(ask: Ask, tenantId: string, population: Population, parts: NonNullable<Population['parts']>, facts: readonly { id: string; source: Source }[]): Promise<Measured> {
  const good = facts.map(({ source }, index) => Prisma.sql`${source.good} as ${Prisma.raw(`is_good_${index}`)}`)
  const columns = facts.map((_fact, index) => Prisma.sql`count(*) filter (where m.${Prisma.raw(`is_good_${index}`)})::int as ${Prisma.raw(`good_${index}`)}`)
  const found = await ask(Prisma.sql`
    with m as materialized (select ${parts.team} as team, ${parts.platform} as platform, ${parts.risk} as risk, ${Prisma.join(good)} from ${population.from(tenantId)})
    select case grouping(m.team, m.platform, m.risk) when ${WHOLE} then 'all' when ${BY_TEAM} then 'team' else 'platform' end as by,
      coalesce(m.team, m.platform) as of, m.risk, count(*)::int as total, ${Prisma.join(columns)}
    from m group by grouping sets ((), (m.team, m.risk), (m.platform, m.risk))`)
  const rows = asRows<Record<string, number> & { by: string; of: string | null; risk: string; total: number }>(found)
  const countsOfRow = (row: (typeof rows)[number] | undefined) => Object.fromEntries(facts.map(({ id }, index) => [id, { good: row?.[`good_${index}`] ?? 0, total: row?.total ?? 0 }]))
  const cells = rows.flatMap((row): Cell[] => {
    const [by, risk] = [GROUPINGS.find((each) => each === row.by), RISK_LEVELS.find((each) => each === row.risk)]
    return by && risk ? [{ by, of: row.of, risk, counts: countsOfRow(row) }] : []
  })
  return { counts: countsOfRow(rows.find(({ by }) => by === 'all')), cells }
}
/** What `grouping` says of a row: one bit for each column that it is not grouped by. */
const [WHOLE, BY_TEAM] = [7, 2]

/** Agents of one team, platform or risk level; `''` is those of no team. */
export type Within = { by: keyof NonNullable<Population['parts']>; of: string }
/** The same source over fewer rows; null: its rows are not told apart so. */
export function narrowed(source: Source, within: Within): Source | null {
  const part = source.of.parts?.[within.by]
  if (!part) return null
  const { of } = source
  return { ...source, of: { ...of, from: (tenant) => Prisma.sql`${of.from(tenant)} and coalesce(${part}, '') = ${within.of}` } }
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
