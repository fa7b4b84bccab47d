import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { newId } from '@/lib/kernel/ids'
import { testDatabase } from '@/lib/testing/database'
import { makeTenant } from '@/lib/testing/people'
import type { Actor } from '../actor'
import { countEvents, listEvents } from '.'
import { listEventsWithin } from './list-events'

const ENTRIES = 9_000
const FILTERS = 30
const PAGES = 3
const CALLS = ['tool.call', 'token.issue', 'containment.halt', 'containment.restore']
const id = (kind: number, n: number | string) => `0190000${kind}-0000-7000-8000-${String(n).padStart(12, '0')}`

const database = await testDatabase()
let owner: pg.Client
let actor: Actor
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  const tenantId = await makeTenant()
  actor = { kind: 'person', tenantId, id: newId<'person'>(), name: 'R. Eader', role: 'auditor', session: 's' }
  // Half a year: what is newest has other words than what is old, a few came in late under an id of now, and some at one moment.
  await owner.query(
    `insert into ledger_entry (id, tenant_id, occurred_at, action, result, actor_kind, actor_id, actor_name, root_person_id, agent_id, chain, run_id, tool_server, tool, purpose, cause_id, detail)
     select (lpad(to_hex((extract(epoch from case when n % 50 = 0 then now() else at end) * 1000)::bigint), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid, $1, at,
       case when n % 5 = 0 then 'tool.outcome' when n % 900 = 7 then 'containment.halt' when n % 31 = 0 then 'token.issue' else 'tool.call' end,
       case when n % 5 = 0 then (array['ok', 'failed', 'cut'])[1 + n % 3] when n % 23 = 0 then 'denied' else 'allowed' end, 'agent', 'a', 'Bot-' || n % 4,
       ('01900001-0000-7000-8000-' || lpad((n % 7 * (n % 3) / 4)::text, 12, '0'))::uuid, chain[1], chain, 'run-' || n / 400, 'server-' || n % 3, 'tool_' || n % 11,
       case when n <= 6500 then 'early work' when n % 1000 = 1 then 'zebra crossing' else 'FIN-' || n % 300 end,
       case when n % 5 = 0 then (lpad(to_hex((extract(epoch from case when (n - 1) % 50 = 0 then now() else before end) * 1000)::bigint), 12, '0') || '70008000' || lpad(to_hex(n - 1), 12, '0'))::uuid end,
       jsonb_build_object('parameters', jsonb_build_object('amount', n % 97, 'path', '/Invoices/' || n))
     from generate_series(1, ${ENTRIES}) n cross join lateral (select date_trunc('second', now()) - interval '30 minutes' * ((${ENTRIES} - n) / 2) as at, date_trunc('second', now()) - interval '30 minutes' * ((${ENTRIES} - n + 1) / 2) as before) t
     cross join lateral (select array_remove(array[('01900002-0000-7000-8000-' || lpad((n % 4)::text, 12, '0'))::uuid, case when n % 3 = 0 then '${id(2, 5)}'::uuid end, case when n % 6 = 0 then ('01900002-0000-7000-8000-' || lpad((6 + n % 5)::text, 12, '0'))::uuid end], null) as chain) c`,
    [tenantId],
  )
  await owner.query('analyze ledger_entry')
  await owner.query('create temp table words_of as select id as entry, ledger_words(actor_name, subject_name, tool_server, tool, purpose, reason, result, detail) as words from ledger_entry')
})
afterAll(async () => {
  await owner.end()
  await closeDatabase()
})

type Filter = { show: 'calls' | 'all'; text?: string; person?: string; agent?: string; run?: string; server?: string; tool?: string; result?: string; action?: string; since?: string; until?: string }

/** The same filters each time, so that what fails once fails again. */
function filterOf(n: number): Filter {
  let state = (n + 1) * 2_654_435_761
  const next = (below: number): number => ((state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0), state % below)
  const one = <T>(of: readonly T[]): T => of[next(of.length)] as T
  const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString()
  const words = ['early', 'zebra', 'fin-12', 'FIN 7', 'invoices tool_5', 'bot-3 early', 'early 9', 'zebra invo', 'denied', 'denied early', 'work 6', 'nothing', 'fin 2 9', 'tool 1', 'allowed', 'crossing 1', 'Bot 2 tool']
  return {
    show: one(['calls', 'all'] as const),
    ...(n % 4 > 0 ? { text: one(words) } : {}),
    ...(next(3) === 0 ? { person: id(1, next(3)) } : {}),
    ...(next(4) === 0 ? { agent: id(2, one([0, 1, 5, 7, 99])) } : {}),
    ...(next(9) === 0 ? { run: `run-${next(24)}` } : {}),
    ...(next(5) === 0 ? { server: `server-${next(4)}` } : {}),
    ...(next(5) === 0 ? { tool: `tool_${next(12)}` } : {}),
    ...(next(4) === 0 ? { result: one(['allowed', 'denied', 'failed', 'ok']) } : {}),
    ...(next(9) === 0 ? { action: one(['tool.call', 'containment.halt', 'tool.outcome']) } : {}),
    ...(next(5) === 0 ? { since: ago(one([20, 900, 2_000])) } : {}),
    ...(next(5) === 0 ? { until: ago(one([10, 600, 1_500])) } : {}),
  }
}

/** What a filter means, as one would write it down: every entry is looked at. */
async function plainly(filter: Filter): Promise<string[]> {
  const words = filter.text?.match(/[\p{L}\p{N}]+/gu)
  const values: unknown[] = [actor.tenantId]
  const value = (given: unknown): string => `$${values.push(given)}`
  const where = [
    `e.action <> 'tool.outcome'`,
    ...(filter.show === 'calls' ? [`e.action = any(${value(CALLS)})`] : []),
    ...(words ? [`e.id in (select entry from words_of where words @@ to_tsquery('simple', ${value(`${words.map((word) => `'${word}'`).join(' & ')}:*`)}))`] : []),
    ...(['person', 'run', 'server', 'tool', 'action'] as const).flatMap((name) => (filter[name] === undefined ? [] : [`e.${{ person: 'root_person_id', run: 'run_id', server: 'tool_server', tool: 'tool', action: 'action' }[name]} = ${value(filter[name])}`])),
    ...(filter.agent ? [`${value(filter.agent)} = any(e.chain)`] : []),
    ...(filter.result ? [`(e.result = ${value(filter.result)}${['allowed', 'denied'].includes(filter.result) ? '' : ` or exists (select from ledger_entry o where o.cause_id = e.id and o.action = 'tool.outcome' and o.result = $${values.length})`})`] : []),
    ...(filter.since ? [`e.occurred_at >= ${value(filter.since)}`] : []),
    ...(filter.until ? [`e.occurred_at < ${value(filter.until)}`] : []),
  ]
  const { rows } = await owner.query<{ id: string }>(`select e.id from ledger_entry e where e.tenant_id = $1 and ${where.join(' and ')} order by e.occurred_at desc, e.id desc`, values)
  return rows.map((row) => row.id)
}

async function paged(filter: Filter, limit: number): Promise<string[]> {
  const found: string[] = []
  for (let page = 0, cursor: string | null = null; page < PAGES && (page === 0 || cursor !== null); page++) {
    const answer: Awaited<ReturnType<typeof listEvents>> = await listEvents(actor, { ...filter, limit, ...(cursor === null ? {} : { cursor }) })
    if (!answer.ok) throw new Error(JSON.stringify(answer.refusal))
    found.push(...answer.value.items.map((event) => event.id))
    cursor = answer.value.next
  }
  return found
}

describe('a filter of the record', () => {
  it('finds exactly what it means, in order, page after page, however it is looked for', async () => {
    let notEmpty = 0
    for (let n = 0; n < FILTERS; n++) {
      const filter = filterOf(n)
      const limit = [3, 20, 50][n % 3] as number
      const expected = await plainly(filter)
      expect(await paged(filter, limit), JSON.stringify(filter)).toEqual(expected.slice(0, limit * PAGES))
      if (expected.length > 0) notEmpty++
    }
    expect(notEmpty).toBeGreaterThan(FILTERS / 3)
  })

  it('finds the same in many short looks as in one, and says how far back each of them was', async () => {
    const inNoTime = listEventsWithin(0)
    let notFinished = 0
    for (const filter of Array.from({ length: FILTERS }, (_, n) => filterOf(n))) {
      const expected = await plainly(filter)
      const found: string[] = []
      let to = Infinity
      for (let cursor: string | null | undefined; cursor !== null && found.length < 200; ) {
        const answer: Awaited<ReturnType<typeof inNoTime>> = await inNoTime(actor, { ...filter, limit: 30, ...(cursor === undefined ? {} : { cursor }) })
        if (!answer.ok) throw new Error(JSON.stringify(answer.refusal))
        const { items, next, searched_to } = answer.value
        found.push(...items.map((event) => event.id))
        if (searched_to !== null) {
          notFinished++
          expect([next === null, Date.parse(searched_to) <= to, items.every(({ at }) => at >= searched_to)], JSON.stringify(filter)).toEqual([false, true, true])
          to = Date.parse(searched_to)
        }
        cursor = next
      }
      expect(found, JSON.stringify(filter)).toEqual(expected.slice(0, found.length))
      if (found.length < 200) expect(found).toHaveLength(expected.length)
    }
    expect(notFinished).toBeGreaterThan(FILTERS / 3)
  })

  it('is counted exactly, each number the length of the list that it opens, and of the newest where it is too much', async () => {
    for (const filter of [{ show: 'calls' }, { show: 'all', person: id(1, 1) }, { show: 'calls', text: 'zebra' }, { show: 'all', agent: id(2, 5), server: 'server-0' }, { show: 'calls', tool: 'none' }] as Filter[]) {
      const answer = await countEvents(actor, filter)
      if (!answer.ok) throw new Error(answer.refusal.code)
      const { counted, complete, facets, bars } = answer.value
      expect([counted, complete], JSON.stringify(filter)).toEqual([(await plainly(filter)).length, true])
      expect(bars.reduce((sum, bar) => sum + bar.events, 0)).toBe(counted)
      for (const [name, values] of Object.entries(facets))
        for (const { value, events } of values.slice(0, 3)) if (!(name in filter)) expect(events, `${name} ${value} of ${JSON.stringify(filter)}`).toBe((await plainly({ ...filter, [name]: value })).length)
      for (const bar of bars.slice(-2)) expect(bar.events).toBe((await plainly({ ...filter, since: bar.since, until: bar.until })).length)
    }
    const answer = await countEvents(actor, { show: 'calls', text: 'early' })
    const all = await plainly({ show: 'calls', text: 'early' })
    expect(answer).toMatchObject({ ok: true, value: { counted: 2_000, complete: false } })
    expect(all.length).toBeGreaterThan(2_000)
  })
})
