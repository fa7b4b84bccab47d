import { afterAll, beforeAll, expect, it } from 'vitest'
import { asRows } from '@/lib/db/rows'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { transaction } from '@/lib/db/transaction'
import { ok } from '@/lib/kernel/result'
import { agentKeyPair, makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf, makePerson } from '@/lib/testing/people'
import { halt } from '../containment'
import { countAgents, importAgents, listAgents, tagAgents } from '.'

const database = await testDatabase()
let staff: Staff
let strangers: Staff
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  staff = await makeStaff()
  strangers = await makeStaff()
})
afterAll(closeDatabase)

const valueOf = <T>(result: { ok: true; value: T } | { ok: false; refusal: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}
const make = async (name: string, over: Record<string, unknown> = {}) => (await makeAgent(staff, { name, ...over })).agent.id
const names = async (filter: object, actor = staff.admin) => valueOf(await listAgents(actor, filter)).items.map(({ name }) => name)
const nonZero = (counts: readonly { value: string; agents: number }[] | null) => Object.fromEntries((counts ?? []).filter(({ agents }) => agents > 0).map(({ value, agents }) => [value, agents]))

it('tags many at once, by who answers for them, and finds and counts by tag', async () => {
  const [a, b] = [await make('tag-a'), await make('tag-b')]
  const others = await makePerson(staff.tenantId, { role: 'owner', name: 'O. Ther' })
  const c = await make('tag-c', { owner: others.id, sponsor: others.id })
  expect(valueOf(await tagAgents(staff.owner, { agentIds: [a, b, c], add: ['EU', 'pci'] }))).toEqual({
    changed: [a, b], undo: [{ agentIds: [a, b], add: [], remove: ['eu', 'pci'] }], unchanged: 0, refused: [{ id: c, name: 'tag-c', why: 'is for its owner, its sponsor or an administrator to tag' }],
  }) // prettier-ignore
  expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'registry.agent.tag', detail: { add: ['eu', 'pci'], agents: [a, b], refused: [c] } })
  const swapped = valueOf(await tagAgents(staff.admin, { agentIds: [b, c], add: ['pci'], remove: ['eu'] }))
  expect(swapped).toEqual({ changed: [b, c], undo: [{ agentIds: [b], add: ['eu'], remove: [] }, { agentIds: [c], add: [], remove: ['pci'] }], unchanged: 0, refused: [] })
  expect(await names({ tag: 'pci' })).toEqual(['tag-a', 'tag-b', 'tag-c'])
  expect(await names({ tag: 'EU' })).toEqual(['tag-a'])
  expect(nonZero(valueOf(await countAgents(staff.admin, { q: 'tag-' })).tag)).toEqual({ pci: 3, eu: 1 })
  // Taken back exactly: what one had of it before, it keeps.
  for (const step of swapped.undo) valueOf(await tagAgents(staff.admin, step))
  expect(nonZero(valueOf(await countAgents(staff.admin, {})).tag)).toEqual({ eu: 2, pci: 2 })
  expect([await names({ tag: 'pci' }), await names({ tag: 'eu' })]).toEqual([['tag-a', 'tag-b'], ['tag-a', 'tag-b']])

  for (const wrong of [{}, { add: ['a b'] }, { add: ['x'], remove: ['x'] }, { add: Array.from({ length: 21 }, (_, n) => `t${n}`) }]) expect(await tagAgents(staff.admin, { agentIds: [a], ...wrong })).toMatchObject({ refusal: { code: 'invalid' } })
  expect(await tagAgents(strangers.admin, { agentIds: [a], add: ['x'] })).toMatchObject({ refusal: { code: 'not_found' } })
  expect(await tagAgents(staff.auditor, { agentIds: [a], add: ['x'] })).toMatchObject({ refusal: { code: 'denied' } })
  expect(await tagAgents(staff.owner, { agentIds: [c], add: ['x'] })).toMatchObject({ refusal: { fields: { agentIds: /tag-c is for its owner/ } } })
})

it('counts what the list lists, under every filter, whatever changes, and after adding up', async () => {
  const here = await makeStaff()
  const of = (name: string, over: Record<string, unknown> = {}) => makeAgent(here, { name, ...over })
  const [one] = [await of('n-one', { platform: 'bedrock', team: 'Payments' }), await of('n-two', { platform: 'bedrock', risk_level: 'medium' }), await of('n-three', { risk_level: 'high', team: 'Payments' })]
  const gone = await makePerson(here.tenantId, { role: 'owner', name: 'G. One' })
  await of('n-left', { owner: gone.id })
  await transaction(here.tenantId, async (tx) => ok(await tx.person.update({ where: { id: gone.id }, data: { status: 'deactivated' } })))
  await transaction(here.tenantId, async (tx) => ok(await tx.agent.updateMany({ where: { name: 'n-two' }, data: { state: 'retired' } })))
  valueOf(await halt(here.admin, { grain: 'agent', agentId: one.agent.id }))

  const filters: Record<string, unknown>[] = [{}, { retired: 'false' }, { risk: 'low' }, { platform: 'bedrock' }, { team: 'Payments' }, { person: here.owner.id }, { q: 'n-t' }, { q: 'n' }, { q: 'ne' }, { ownerless: 'true' }, { tag: 'none' }]
  for (const status of ['draft', 'active', 'suspended', 'quarantined', 'retired']) filters.push({ status }, { status, risk: 'low' }, { status, q: 'n-' }, { status, team: 'Payments' })
  const check = async (of = filters) => {
    for (const filter of of) {
      const listed = (await names({ ...filter, limit: 200 }, here.admin)).length
      expect([filter, valueOf(await countAgents(here.admin, filter)).agents]).toEqual([filter, listed])
    }
  }
  await check()
  const all = valueOf(await countAgents(here.admin, { retired: 'false' }))
  expect([nonZero(all.status), nonZero(all.platform)['bedrock'], nonZero(all.team), all.more]).toEqual([{ draft: 1, active: 1, suspended: 1, retired: 1 }, 1, { Payments: 2 }, false])
  expect(await names({ ownerless: 'true' }, here.admin)).toEqual(['n-left'])
  // One and two characters: where a part of the name begins. Three: anywhere in it.
  for (const [q, found] of [['t', ['n-three', 'n-two']], ['wo', []], ['-tw', ['n-two']], ['hre', ['n-three']], ['%', []], ['n_', []], ['N-ONE', ['n-one']]] as const) expect([q, await names({ q }, here.admin)]).toEqual([q, found])

  // By name, those that begin with it come first, a page after the other.
  await of('a-n-tail')
  const paged: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = valueOf(await listAgents(here.admin, { q: 'n-t', limit: 1, ...(cursor ? { cursor } : {}) }))
    paged.push(...page.items.map(({ name }) => name))
    if (page.next === null) break
    cursor = page.next
  }
  expect(paged).toEqual(['n-three', 'n-two', 'a-n-tail'])

  const tallies = () => hotTransaction('system', async (client) => Number((await client.query('select count(*) from agent_tally')).rows[0].count))
  const before = await tallies()
  await hotTransaction('system', (client) =>
    client.query(`do $$ begin for n in 1..600 loop update agent set platform = case when n % 2 = 0 then 'bedrock' else 'crewai' end where name = 'n-one' and tenant_id = '${here.tenantId}'; end loop; end $$`),
  )
  expect(await tallies()).toBeGreaterThan(before + 600)
  expect(await sumAsWorker()).toBeGreaterThan(0)
  expect(await tallies()).toBeLessThan(600)
  await check([{}, { platform: 'bedrock' }, { status: 'suspended' }, { team: 'Payments' }])
})

/** As the worker does: no other role may. */
async function sumAsWorker(): Promise<number> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: database.workerUrl })
  await client.connect()
  try {
    return Number(asRows<{ summed: number }>((await client.query('select sum_agent_tally() as summed')).rows)[0]?.summed)
  } finally {
    await client.end()
  }
}

it('takes a file line by line: a dry run first, one bad line costs itself, and twice is as once', async () => {
  const run = importAgents({ trustDomain: 'test.local' })
  const key = () => JSON.stringify(agentKeyPair().publicJwk)
  const line = (n: number, values: Record<string, string>) => ({ line: n, values: { owner: staff.owner.email, purpose: 'answers what customers ask', ...values } })
  const lines = [
    line(2, { name: 'csv-one', tags: 'EU; pci', team: 'Support', public_key: key() }),
    line(3, { name: 'csv two', public_key: key() }),
    line(4, { name: 'csv-three', owner: 'nobody@example.com', public_key: key() }),
    line(5, { name: 'csv-four', risk_level: 'high', public_key: key() }),
    line(6, { name: 'CSV-ONE', public_key: key() }),
    line(7, { name: 'csv-five' }),
    line(8, { name: 'csv-six', public_key: '{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"verysecret"}' }),
    line(9, { name: 'csv-seven', tools: 'mcp:nowhere:read', public_key: key() }),
  ]
  const outcomes = (report: { lines: { line: number; outcome: string; fields: object }[] }) => report.lines.map(({ line: at, outcome, fields }) => [at, outcome, Object.keys(fields)])
  const before = (await entriesOf(staff.tenantId)).length
  const dry = valueOf(await run(staff.owner, { lines }))
  expect(outcomes(dry)).toEqual([
    [2, 'registers', []], [3, 'refused', ['name']], [4, 'refused', ['owner', 'sponsor']], [5, 'registers', []], [6, 'refused', ['name']],
    [7, 'registers', ['public_key']], [8, 'refused', ['public_key']], [9, 'refused', ['tools']],
  ]) // prettier-ignore
  expect(JSON.stringify(dry)).not.toContain('verysecret')
  expect((await entriesOf(staff.tenantId)).length).toBe(before)

  const done = valueOf(await run(staff.owner, { lines, dry_run: false }))
  expect(outcomes(done).map(([at, outcome]) => [at, outcome])).toEqual([[2, 'registers'], [3, 'refused'], [4, 'refused'], [5, 'registers'], [6, 'refused'], [7, 'refused'], [8, 'refused'], [9, 'refused']])
  expect(done.lines.filter(({ agent }) => agent).map(({ agent }) => agent?.status)).toEqual(['active', 'draft'])
  expect(await names({ tag: 'eu', team: 'Support' })).toEqual(['csv-one'])
  expect((await entriesOf(staff.tenantId)).filter(({ action, result }) => action === 'registry.agent.register' && result === 'ok').length).toBeGreaterThanOrEqual(2)

  expect(outcomes(valueOf(await run(staff.owner, { lines: lines.slice(0, 1), dry_run: false })))).toEqual([[2, 'same', []]])
  const missing = valueOf(await run(staff.owner, { lines: [{ line: 2, values: { name: 'csv-none' } }, { line: 3, values: { purpose: 'short', owner: staff.owner.email } }] }))
  expect(missing.lines.map(({ fields }) => fields)).toEqual([{ owner: 'is missing', purpose: 'is missing' }, { name: 'is missing', purpose: 'is shorter than 8 characters' }])
  const changed = [line(2, { name: 'csv-one', tags: 'new' }), line(3, { name: 'csv-four', purpose: 'something else entirely', owner: staff.admin.email, tags: 'new' })]
  expect(outcomes(valueOf(await run(staff.owner, { lines: changed, dry_run: false })))).toEqual([[2, 'tags', []], [3, 'differs', ['purpose', 'owner']]])
  expect(await names({ tag: 'new' })).toEqual(['csv-one'])
  expect(await run(staff.analyst, { lines, dry_run: false })).toMatchObject({ refusal: { code: 'denied' } })
})
