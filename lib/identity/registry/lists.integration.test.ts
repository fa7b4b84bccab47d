import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { newId } from '@/lib/kernel/ids'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makePerson, type TestPerson } from '@/lib/testing/people'
import { halt } from '../containment'
import { countAgents, listAgents } from '.'
import type { AgentStatus } from './contract'

// Every list, in every order, page after page, is a plain reading of all rows, filtered and sorted; and counts count it.

const database = await testDatabase()
const AGENTS = 260
type Row = { id: string; name: string; state: string; platform: string; risk: string; team: string | null; tags: string[]; owner: string; sponsor: string; created: Date; active: Date | null }
let staff: Staff
let gone: TestPerson
let rows: (Row & { status: AgentStatus })[]

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  staff = await makeStaff()
  gone = await makePerson(staff.tenantId, { role: 'owner', name: 'G. One' })
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  const made = Array.from({ length: AGENTS }, (_, n): Row => {
    const of = <T>(values: readonly T[], salt: number): T => values[Math.floor((((n + 1) * 2_654_435_761 * salt) % 4_294_967_296) / 4_294_967_296 * values.length)] as T
    return {
      id: newId(),
      name: `${of(['Invoice', 'travel', 'pay.roll', 'in_house', 'zed'], 3)}${of(['-', '.', '_'], 5)}${of(['bot', 'agent', 'In'], 7)}-${n % 90}${n < 90 ? '' : n < 180 ? 'x' : '-y'}`,
      state: of(['active', 'active', 'active', 'draft', 'retired'], 11),
      platform: of(['custom', 'custom', 'custom', 'crewai', 'bedrock'], 13),
      risk: of(['low', 'low', 'low', 'medium', 'high', 'critical'], 17),
      team: of(['Payments', 'Payments', 'Support', 'Ops', null], 19),
      tags: [...new Set([of(['eu', 'us', 'apac'], 23), of(['pci', 'eu', 'rare'], 29)])].slice(0, n % 3).sort(),
      owner: of([staff.owner.id, staff.owner.id, staff.admin.id, gone.id], 31),
      sponsor: of([staff.owner.id, staff.admin.id, staff.auditor.id], 37),
      // Many at one moment, so that the id has to order them.
      created: new Date(Date.UTC(2026, 1, 1 + of([1, 2, 2, 3, 5, 8], 41))),
      active: of([null, new Date(Date.UTC(2026, 2, 1)), new Date(Date.UTC(2026, 2, 2)), new Date(Date.UTC(2026, 2, 3, 4, 5, 6, 789))], 43),
    }
  })
  await owner.query(
    `insert into agent (id, tenant_id, name, name_key, spiffe_id, state, owner_id, sponsor_id, team, platform, purpose, risk_level, registered_by, next_review_at, last_active_at, tags, created_at)
     select id, $2, name, name || id, 'spiffe://test.local/agent/' || id, state, owner, sponsor, team, platform, 'is listed', risk, $3, now(), active, tags, created
     from jsonb_to_recordset($1::jsonb) r(id uuid, name text, state text, owner uuid, sponsor uuid, team text, platform text, risk text, active timestamptz, tags text[], created timestamptz)`,
    [JSON.stringify(made), staff.tenantId, staff.owner.id],
  )
  await owner.query(`insert into agent_revision (id, tenant_id, agent_id, number, document, digest, status, author_id) select gen_random_uuid(), tenant_id, id, 1, '{"tools": []}', id, 'draft', 'test' from agent where tenant_id = $1`, [staff.tenantId])
  await owner.query(`insert into tool_server (id, tenant_id, slug, title, transport, created_by) values (gen_random_uuid(), $1, 'inspection', 'Inspection', '{"kind":"guard","url":"https://inspect.test.example"}', 'test')`, [staff.tenantId])
  await owner.query(`update person set status = 'deactivated' where id = $1`, [gone.id])
  await owner.query('analyze agent')
  await owner.end()
  const live = made.filter(({ state }) => state === 'active')
  const contained = new Map<string, AgentStatus>()
  for (const [n, { id }] of live.slice(0, 7).entries()) {
    const done = await halt(staff.admin, { grain: 'agent', agentId: id, ...(n % 3 === 0 ? { mode: 'quarantine', endpoint: 'inspection' } : {}) })
    if (!done.ok) throw new Error(JSON.stringify(done.refusal))
    contained.set(id, n % 3 === 0 ? 'quarantined' : 'suspended')
  }
  rows = made.map((row) => ({ ...row, status: contained.get(row.id) ?? (row.state as AgentStatus) }))
})
afterAll(closeDatabase)

type Filter = Record<string, string | undefined>
const WORDS = ['in', 'IN', 'bot', 'travel-', 'agent-1', '-y', 'x', 'pay.', 'zzz', '1', 'oll_b', 'invoice', '_in-8', 'bot-7', '-b', 'l_b', 'n-1', 'Q', 'botQ']
const filters = fc.record(
  {
    q: fc.constantFrom(...WORDS),
    status: fc.constantFrom('draft', 'active', 'suspended', 'quarantined', 'retired'),
    retired: fc.constant('false'),
    risk: fc.constantFrom('low', 'medium', 'critical'),
    platform: fc.constantFrom('custom', 'bedrock', 'nowhere'),
    person: fc.nat(3).map((n) => [staff.owner.id, staff.admin.id, staff.auditor.id, gone.id][n] as string),
    team: fc.constantFrom('Payments', 'Ops', 'Nobody'),
    tag: fc.constantFrom('eu', 'pci', 'rare', 'none'),
    ownerless: fc.constant('true'),
  },
  { requiredKeys: [] },
)

/** Any part of the name where it has three characters or begins with what parts them; else where a part of the name begins. */
function isFound(name: string, q: string): boolean {
  const [folded, words] = [name.toLowerCase(), q.toLowerCase()]
  if (words.length > 2 || /^[._-]/.test(words)) return folded.includes(words)
  return folded.startsWith(words) || ['-', '.', '_'].some((before) => folded.includes(before + words))
}
const holds = (row: (typeof rows)[number], f: Filter): boolean =>
  (f['q'] === undefined || isFound(row.name, f['q'])) &&
  (f['status'] === undefined || row.status === f['status']) &&
  (f['retired'] === undefined || row.state !== 'retired') &&
  (f['risk'] === undefined || row.risk === f['risk']) &&
  (f['platform'] === undefined || row.platform === f['platform']) &&
  (f['person'] === undefined || row.owner === f['person'] || row.sponsor === f['person']) &&
  (f['team'] === undefined || row.team === f['team']) &&
  (f['tag'] === undefined || row.tags.includes(f['tag'])) &&
  (f['ownerless'] === undefined || (row.state !== 'retired' && (row.owner === gone.id || row.sponsor === gone.id)))

const by = (...of: (number | string)[][]): number => of.map(([a = 0, b = 0]) => (a < b ? -1 : a > b ? 1 : 0)).find((order) => order !== 0) ?? 0
const ORDERS: Record<string, (q: string | undefined) => (a: Row, b: Row) => number> = {
  name: (q) => (a, b) => {
    const begins = ({ name }: Row) => (q !== undefined && name.toLowerCase().startsWith(q.toLowerCase()) ? 0 : 1)
    const key = begins(a) === 0 ? [a.name.toLowerCase(), b.name.toLowerCase()] : [a.name, b.name]
    return by([begins(a), begins(b)], key, [a.id, b.id])
  },
  newest: () => (a, b) => by([b.created.getTime(), a.created.getTime()], [b.id, a.id]),
  last_active: () => (a, b) => by([b.active?.getTime() ?? 0, a.active?.getTime() ?? 0], [b.id, a.id]),
}

async function listed(filter: Filter, sort: string, limit: number): Promise<string[]> {
  const ids: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await listAgents(staff.admin, { ...filter, sort, limit, ...(cursor ? { cursor } : {}) })
    if (!page.ok) throw new Error(JSON.stringify(page.refusal))
    expect(page.value.items.length).toBeLessThanOrEqual(limit)
    ids.push(...page.value.items.map(({ id }) => id))
    if (page.value.next === null) return ids
    cursor = page.value.next
  }
}

it('any filter in any order, by pages of any size, lists what a plain reading of all rows does', async () => {
  await fc.assert(
    fc.asyncProperty(filters, fc.constantFrom('name', 'newest', 'last_active'), fc.constantFrom(7, 40, 200), async (filter, sort, limit) => {
      const expected = rows.filter((row) => holds(row, filter)).sort(ORDERS[sort]?.(filter.q))
      expect(await listed(filter, sort, limit)).toEqual(expected.map(({ id }) => id))
    }),
    { numRuns: 120 },
  )
})

it('counts are of what is listed, in all and by the values of each facet under all other filters', async () => {
  const tally = (of: readonly string[]) => Object.fromEntries([...new Set(of)].sort().map((value) => [value, of.filter((one) => one === value).length]))
  const nonZero = (of: readonly { value: string; agents: number }[]) => Object.fromEntries(of.filter(({ agents }) => agents > 0).map(({ value, agents }) => [value, agents]).sort())
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const counted = await countAgents(staff.admin, filter)
      if (!counted.ok) throw new Error(JSON.stringify(counted.refusal))
      const under = (name: string) => rows.filter((row) => holds(row, { ...filter, [name]: undefined, ...(name === 'status' ? { retired: undefined } : {}) }))
      const { agents, more, status, risk, platform, team, tag } = counted.value
      expect({ agents, more }).toEqual({ agents: rows.filter((row) => holds(row, filter)).length, more: false })
      expect(nonZero(status)).toEqual(tally(under('status').map((row) => row.status)))
      expect(nonZero(risk)).toEqual(tally(under('risk').map((row) => row.risk)))
      expect(nonZero(platform)).toEqual(tally(under('platform').map((row) => row.platform)))
      const all = rows.filter((row) => holds(row, filter))
      if (team) expect(nonZero(team)).toEqual(tally(all.flatMap((row) => row.team ?? [])))
      if (tag) expect(nonZero(tag)).toEqual(tally(all.flatMap((row) => row.tags)))
    }),
    { numRuns: 80 },
  )
})

it('of one team or one tag it says how many there are in all and by status, however many; of the other facets that there may be more', async () => {
  const [here, strangers] = [await makeStaff(), await makeStaff()]
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  onTestFinished(() => owner.end())
  const make = (of: Staff, name: string, count: number, team: string | null, registeredBy: string = of.owner.id) =>
    owner.query(
      `insert into agent (id, tenant_id, name, name_key, spiffe_id, state, owner_id, sponsor_id, team, platform, purpose, risk_level, registered_by, next_review_at, tags)
       select gen_random_uuid(), $1::uuid, $3::text || n, $3::text || n, 'spiffe://test.local/' || $1::uuid || '/' || $3::text || n, case when n % 10 = 0 then 'retired' when n % 97 = 0 then 'draft' else 'active' end, $2::uuid, $2::uuid, $5::text, 'custom', 'is one of many',
         (array['low', 'high'])[1 + n % 2], $6::text, now(), case when $5::text is null then '{}' else '{crowd}'::text[] end from generate_series(1, $4::int) n`,
      [of.tenantId, of.owner.id, name, count, team, registeredBy],
    )
  await make(here, 'many-', 1_300, 'Crowd')
  await make(here, 'drilled-', 20, 'Crowd', 'containment.drill')
  await make(here, 'others-', 1_500, null)
  await make(strangers, 'many-', 1_100, 'Crowd')
  await owner.query('analyze agent')
  /** An order over the agents of a name whose number leaves this rest, or over the whole tenant. */
  const contain = async (of: Staff, mode: string, what: { name: string; by: number; rest: number } | 'all', lifted = false) => {
    const order = newId()
    await owner.query(
      `insert into containment_order (id, tenant_id, epoch, mode, grain, target_id, target_name, covered, snapshot_digest, endpoint, ordered_by, ordered_by_kind, ordered_by_name, committed_at)
       values ($1, $2::uuid, 1, $3::text, $4, $2::uuid, 'some', '[]', 'none', case when $3::text = 'quarantine' then 'inspection' end, 'test', 'job', 'Test', now())`,
      [order, of.tenantId, mode, what === 'all' ? 'tenant' : 'agent'],
    )
    await owner.query(
      `insert into containment_cover (order_id, tenant_id, kind, subject_id, epoch, mode, lifted_epoch, lifted_at) select $1::uuid, $2::uuid, c.kind, c.id, 1, $3, case when $4::boolean then 2 end, case when $4::boolean then now() end
       from (select 'tenant' as kind, $2::uuid as id where $5::text is null union all select 'agent', id from agent where tenant_id = $2::uuid and starts_with(name, $5::text) and substring(name from '[0-9]+$')::int % $6::int = $7::int) c`,
      [order, of.tenantId, mode, lifted, ...(what === 'all' ? [null, 1, 0] : [what.name, what.by, what.rest])],
    )
    return order
  }
  const counted = async (filter: Filter, by = here) => {
    const done = await countAgents(by.admin, filter)
    if (!done.ok) throw new Error(JSON.stringify(done.refusal))
    const { agents, more, facets_more, status } = done.value
    return { agents, more, facets_more, status: Object.fromEntries(status.filter((one) => one.agents > 0).map((one) => [one.value, one.agents])) }
  }
  /** Agent by agent, in plain SQL. */
  const plainly = async ({ tenantId }: Staff) => {
    const covered = (modes: string) => `exists (select from containment_cover c where c.tenant_id = a.tenant_id and c.lifted_epoch is null and c.mode in (${modes}) and (c.kind = 'tenant' or (c.kind = 'agent' and c.subject_id = a.id)))`
    const { rows: by } = await owner.query<{ status: string; agents: number }>(
      `select s.status, count(*)::int as agents from (select case when a.state <> 'active' then a.state when ${covered(`'suspend', 'kill'`)} then 'suspended' when ${covered(`'quarantine'`)} then 'quarantined' else 'active' end as status
       from agent a where a.tenant_id = $1 and a.team = 'Crowd' and a.registered_by <> 'containment.drill') s group by 1`,
      [tenantId],
    )
    return Object.fromEntries(by.map(({ status, agents }) => [status, agents]))
  }
  const sum = (of: Record<string, number>) => Object.values(of).reduce((total, one) => total + one, 0)
  const check = async () => {
    const status = await plainly(here)
    for (const one of [{ team: 'Crowd' }, { tag: 'crowd' }]) {
      expect(await counted(one)).toEqual({ agents: sum(status), more: false, facets_more: true, status })
      expect(await counted({ ...one, retired: 'false' })).toMatchObject({ agents: sum(status) - (status['retired'] ?? 0), more: false })
      expect(await counted({ ...one, status: 'suspended' })).toMatchObject({ agents: status['suspended'] ?? 0, more: false })
      // With anything else the numbers are of the first that match, and say so.
      expect(await counted({ ...one, risk: 'low' })).toMatchObject({ more: true, facets_more: true })
    }
    expect((await counted({ team: 'Crowd' }, strangers)).status).toEqual(await plainly(strangers))
    return status
  }
  expect(await check()).toEqual({ active: 1_158, draft: 12, retired: 130 })

  // Few are contained, some of them twice, lifted, retired, of a drill, or somebody else's.
  await contain(here, 'suspend', { name: 'many-', by: 100, rest: 1 })
  await contain(here, 'kill', { name: 'many-', by: 100, rest: 2 })
  await contain(here, 'quarantine', { name: 'many-', by: 50, rest: 2 })
  await contain(here, 'suspend', { name: 'many-', by: 7, rest: 3 }, true)
  await contain(here, 'suspend', { name: 'many-', by: 100, rest: 10 })
  await contain(here, 'suspend', { name: 'drilled-', by: 2, rest: 1 })
  await contain(strangers, 'suspend', { name: 'many-', by: 3, rest: 1 })
  const few = await check()
  expect(few).toEqual({ active: 1_158 - 13 - 13 - 13, draft: 12, retired: 130, suspended: 26, quarantined: 13 })
  // More are contained than the team has agents.
  await contain(here, 'suspend', { name: 'others-', by: 1, rest: 0 })
  expect(await check()).toEqual(few)
  const wide = await contain(here, 'quarantine', 'all')
  expect(await check()).toEqual({ draft: 12, retired: 130, suspended: 26, quarantined: 1_158 - 26 })
  await owner.query('update containment_cover set lifted_epoch = 2, lifted_at = now() where order_id = $1', [wide])
  await contain(here, 'suspend', 'all')
  expect(await check()).toEqual({ draft: 12, retired: 130, suspended: 1_158 })
  expect(await counted({ q: 'many' })).toMatchObject({ agents: 1_000, more: true, facets_more: true })
})
