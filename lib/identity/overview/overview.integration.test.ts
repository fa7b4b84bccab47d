import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { deactivatePerson, listPeople } from '@/lib/identity/access'
import { listOrders, listPoints } from '@/lib/identity/containment'
import { listMandates } from '@/lib/identity/delegation'
import { listEvents } from '@/lib/identity/ledger'
import { listFactRows } from '@/lib/identity/posture'
import { listAgents } from '@/lib/identity/registry'
import type { Page } from '@/lib/kernel/fields'
import { newId } from '@/lib/kernel/ids'
import type { Result } from '@/lib/kernel/result'
import { makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makePerson } from '@/lib/testing/people'
import { makeMandate, makeOrder } from '@/lib/testing/rows'
import { getOverview } from './index'

const database = await testDatabase()
let staff: Staff

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  staff = await makeStaff()
  const leaver = await makePerson(staff.tenantId, { role: 'owner', name: 'Lea Leaver' })
  const agents: string[] = []
  for (const name of ['one', 'two', 'three', 'four']) agents.push((await makeAgent(staff, { name })).agent.id)
  await makeAgent(staff, { name: 'risky', risk_level: 'critical' })
  const mandate = await makeMandate(staff, agents[0] as string)
  await makeOrder(staff, agents[0] as string, mandate)
  const drill = (await makeAgent(staff, { name: 'drill-root' })).agent.id
  await makeMandate(staff, drill)
  await hotTransaction('system', async (client) => {
    await client.query(`update agent set next_review_at = now() - interval '1 day' where id = any($1::uuid[])`, [agents.slice(0, 2)])
    await client.query(`update agent set owner_id = $2 where id = $1`, [agents[1], leaver.id])
    await client.query(`update agent set state = 'retired' where id = $1`, [agents[3]])
    await client.query(`update agent set registered_by = 'containment.drill' where id = $1`, [drill])
    for (const [action, result, hours] of [['tool.call', 'denied', 1], ['token.issue', 'denied', 2], ['tool.call', 'allowed', 1], ['tool.call', 'denied', 30], ['access.session.start', 'denied', 1]] as const) // prettier-ignore
      await client.query(`insert into ledger_entry (id, tenant_id, occurred_at, action, result, actor_kind, actor_id, actor_name) values ($1, $2, now() - make_interval(hours => $5), $3, $4, 'agent', 'x', 'x')`, [newId(), staff.tenantId, action, result, hours])
  })
  const left = await deactivatePerson(staff.admin, { personId: leaver.id })
  if (!left.ok) throw new Error(left.refusal.code)
})
afterAll(closeDatabase)

/** Every row of a list, a few at a time. */
async function lengthOf<T>(list: (cursor: { cursor?: string }) => Promise<Result<Page<T>, { code: string }>>): Promise<number> {
  let found = 0
  for (let cursor: string | undefined; ; ) {
    const page = await list(cursor ? { cursor } : {})
    if (!page.ok) throw new Error(page.refusal.code)
    found += page.value.items.length
    if (page.value.next === null) return found
    cursor = page.value.next
  }
}

it('counts in every tile what the list that it opens holds', async () => {
  const { owner } = staff
  const overview = await getOverview(owner, {})
  if (!overview.ok) throw new Error(overview.refusal.code)
  const { agents, ownerless, reviews_overdue, live_mandates, people, people_active, denied, points, orders_in_force } = overview.value
  const agentsBy = (filter: object) => lengthOf((cursor) => listAgents(owner, { ...filter, ...cursor, limit: 2 }))
  const short = (fact: string) => lengthOf((cursor) => listFactRows(owner, { fact, ...cursor, limit: 1 }))
  const everybody = await listPeople(owner, {})
  const places = await listPoints(owner, {})
  const since = new Date(Date.now() - 86_400_000).toISOString()
  const listed = {
    total: await agentsBy({ retired: 'false' }),
    mine: await agentsBy({ person: owner.id, retired: 'false' }),
    draft: await agentsBy({ status: 'draft' }),
    suspended: await agentsBy({ status: 'suspended' }),
    active: await agentsBy({ status: 'active' }),
    ownerless: await short('owned'),
    reviews_overdue: await short('reviews_on_time'),
    live_mandates: await lengthOf((cursor) => listMandates(owner, { live: 'true', ...cursor, limit: 1 })),
    with_drills: await lengthOf((cursor) => listMandates(owner, { live: 'true', drills: 'true', ...cursor, limit: 1 })),
    people: everybody.ok ? everybody.value.items.length : -1,
    people_active: everybody.ok ? everybody.value.items.filter(({ status }) => status === 'active').length : -1,
    denied: await lengthOf((cursor) => listEvents(owner, { result: 'denied', since, ...cursor, limit: 1 })),
    connected: places.ok ? places.value.filter(({ state }) => state === 'connected').length : -1,
    orders_in_force: await lengthOf((cursor) => listOrders(owner, { active: 'true', ...cursor, limit: 1 })),
  }
  expect({ ...agents, ownerless, reviews_overdue, live_mandates, with_drills: live_mandates + 1, people, people_active, denied, connected: points.connected, orders_in_force }).toEqual(listed)
  // None of them is right by being nothing.
  expect(listed).toEqual({ total: 4, mine: 4, draft: 1, suspended: 1, active: 2, ownerless: 1, reviews_overdue: 2, live_mandates: 1, with_drills: 2, people: 5, people_active: 4, denied: 2, connected: 0, orders_in_force: 1 })
})
