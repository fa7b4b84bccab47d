import { Prisma } from '@/generated/prisma/client'
import { askWalked, type Raw } from '@/lib/db/plain-read'
import { asRows } from '@/lib/db/rows'
import { plainQuery } from '../query'
import { ListEventsInput } from './contract'
import { FACET_VALUES_MAX, FACETS, FacetsInput, type EventFacets, type Facet } from './facets-contract'
import { alongOf } from './internal/walked-page'
import { conditionsOf, idsAre, isImported, SEARCH_MS, searchFor, sourceOf } from './list-events'
import { eventsOfAgent, NO_OUTCOME } from './select-events'

/** What is counted at most: reading these takes no longer than a page may. Making the words of an entry costs more than reading it. */
const COUNTED_MAX = 10_000
const COUNTED_BY_WORDS_MAX = 2_000
/** Entries that are looked at for those, along the one index that suits the filter best. */
const LOOKED_AT_MAX = 50_000
const BARS_MAX = 48
/** Of one bar: from a second to a quarter of a year. */
const STEPS = [1, 5, 15, 60, 300, 900, 3_600, 10_800, 43_200, 86_400, 604_800, 2_419_200, 7_776_000]

type Filter = ReturnType<typeof ListEventsInput.parse>
type Counted = { counted: number; more: boolean; newest: Date | null; oldest: Date | null; looked_back_to: Date | null; step: number | null; facets: { facet: Facet; value: string; events: number; name: string | null }[]; bars: { bar: number; events: number; denied: number }[] }

/**
 * What the events of a filter are, by whom and when: of all of them where they are not too many, else of the newest of
 * them, and it says which. Every number is of entries that were read, and none is guessed.
 */
export const countEvents = plainQuery({
  name: 'ledger.event.list',
  input: FacetsInput,
  answer: async (tx, { actor, input }): Promise<EventFacets> => {
    const most = input.text === undefined ? COUNTED_MAX : COUNTED_BY_WORDS_MAX
    const filter = ListEventsInput.parse(input)
    const [found] = asRows<Counted>(
      input.text === undefined && input.delegation === undefined && !isImported(input.source)
        ? await askWalked(tx, countsOf(walkOf(actor.tenantId, filter), most))
        : await tx.$queryRaw(countsOf(await foundOf(tx, actor.tenantId, filter, most), most)),
    )
    const { counted, more, newest, oldest, looked_back_to, step, facets, bars } = found ?? NOTHING
    return {
      counted,
      complete: !more && looked_back_to === null,
      newest: newest?.toISOString() ?? null,
      oldest: (more ? oldest : (looked_back_to ?? oldest))?.toISOString() ?? null,
      facets: Object.fromEntries(FACETS.map((facet) => [facet, facets.filter((one) => one.facet === facet).map(({ value, name, events }) => ({ value, name, events }))])) as EventFacets['facets'],
      bars: newest && oldest && step ? barsOf({ oldest, newest, step }, bars) : [],
    }
  },
})

const NOTHING: Counted = { counted: 0, more: false, newest: null, oldest: null, looked_back_to: null, step: null, facets: [], bars: [] }

type Entries = { /** What is counted, of `e`. */ from: Prisma.Sql; /** How far back was looked, where that is not to the beginning. */ until: Prisma.Sql }

/** Entries that are found by themselves: all that the filter means are asked for, and of words, those as far back as a page looks. */
async function foundOf(tx: Raw, tenantId: string, filter: Filter, most: number): Promise<Entries> {
  const searched = await searchFor(tx, filter, null, most + 1, SEARCH_MS)
  const source = searched ? idsAre(searched.ids) : await sourceOf(tx, tenantId, filter, null, most + 1)
  return { from: 'where' in source ? Prisma.sql`ledger_entry e where ${source.where}` : Prisma.sql`(${source.ordered(most + 1)}) e`, until: Prisma.sql`${searched?.edge?.at ?? null}::timestamptz` }
}

/**
 * The newest entries along one index, and of these what the filter means. What else it asks for is looked at on each:
 * however little matches, no more than so many are read.
 */
function walkOf(tenantId: string, filter: Filter): Entries {
  const { along, isWhole } = alongOf(filter)
  const where = conditionsOf(tenantId, filter, null)
  const bounds = Prisma.sql`e.tenant_id = ${tenantId}::uuid and ${NO_OUTCOME} and e.occurred_at >= ${filter.since ?? '-infinity'}::timestamptz and e.occurred_at < ${filter.until ?? 'infinity'}::timestamptz`
  // Of what has no other condition than its index, all that is looked at counts.
  const looked = isWhole ? where : bounds
  const entries = along === null ? Prisma.sql`(${eventsOfAgent({ tenantId, agentId: filter.agent ?? '' }, looked).ordered(LOOKED_AT_MAX)}) e` : Prisma.sql`ledger_entry e where ${looked} and ${along}`
  const walk = Prisma.sql`select e.* from ${entries} order by e.occurred_at desc, e.id desc`
  return {
    from: Prisma.sql`(${walk} limit ${LOOKED_AT_MAX}) e where ${where}${along !== null && filter.agent ? Prisma.sql` and ${filter.agent}::uuid = any(e.chain)` : Prisma.empty}`,
    until: isWhole ? Prisma.sql`null::timestamptz` : Prisma.sql`(select w.occurred_at from (${walk} offset ${LOOKED_AT_MAX} limit 1) w)`,
  }
}

function countsOf({ from, until }: Entries, most: number): Prisma.Sql {
  const by = (facet: Facet, value: Prisma.Sql, from: Prisma.Sql) => Prisma.sql`(select ${facet}::text as facet, ${value} as value, count(*)::int as events from ${from} where ${value} is not null group by 2 order by 3 desc, 2 limit ${FACET_VALUES_MAX})`
  const facets = [
    by('action', Prisma.sql`c.action`, Prisma.sql`counted c`),
    by('result', Prisma.sql`r.result`, Prisma.sql`(select id, result from counted union select c.id, o.result from counted c cross join lateral (select o.result from ledger_entry o where o.cause_id = c.id and o.action = 'tool.outcome' offset 0) o) r`),
    by('person', Prisma.sql`c.root_person_id::text`, Prisma.sql`counted c`),
    by('agent', Prisma.sql`a.id::text`, Prisma.sql`(select distinct c.id as entry, u.id from counted c cross join lateral unnest(c.chain) u(id)) a`),
    by('server', Prisma.sql`c.tool_server`, Prisma.sql`counted c`),
    by('tool', Prisma.sql`c.tool`, Prisma.sql`counted c`),
  ]
  return Prisma.sql`
    with found as materialized (
      select e.id, e.occurred_at, e.action, e.result, e.root_person_id, e.chain, e.tool_server, e.tool from ${from} order by e.occurred_at desc, e.id desc limit ${most + 1}
    ),
    counted as materialized (select * from found order by occurred_at desc, id desc limit ${most}),
    span as materialized (select min(occurred_at) as oldest, max(occurred_at) as newest, count(*)::int as counted from counted),
    step as materialized (
      select s as step from unnest(${STEPS}::int[]) s, span where floor(extract(epoch from newest) / s) - floor(extract(epoch from oldest) / s) < ${BARS_MAX} order by s limit 1
    ),
    facets as materialized (${Prisma.join(facets, ' union all ')})
    select span.counted, span.oldest, span.newest, ${until} as looked_back_to, (select count(*) from found) > ${most} as more, (select step from step) as step,
      coalesce((select json_agg(json_build_object('facet', f.facet, 'value', f.value, 'events', f.events, 'name', case f.facet
        when 'person' then (select name from person p where p.id = f.value::uuid) when 'agent' then (select name from agent a where a.id = f.value::uuid) end)) from facets f), '[]') as facets,
      coalesce((select json_agg(b) from (
        select floor(extract(epoch from c.occurred_at) / s.step)::float8 as bar, count(*)::int as events, count(*) filter (where c.result = 'denied')::int as denied from counted c, step s group by 1) b), '[]') as bars
    from span`
}

function barsOf({ oldest, newest, step }: { oldest: Date; newest: Date; step: number }, filled: Counted['bars']): EventFacets['bars'] {
  const length = step * 1_000
  const [first, last] = [Math.floor(oldest.getTime() / length), Math.floor(newest.getTime() / length)]
  return Array.from({ length: last - first + 1 }, (_, n) => {
    const bar = filled.find((one) => one.bar === first + n)
    return { since: new Date((first + n) * length).toISOString(), until: new Date((first + n + 1) * length).toISOString(), events: bar?.events ?? 0, denied: bar?.denied ?? 0 }
  })
}
