import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { lockContainment } from '@/lib/db/epoch'
import { hotTransaction } from '@/lib/db/hot'
import { read, transaction } from '@/lib/db/transaction'
import { newId, type AgentId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makeBareAgents, makeHops, makeMandate } from '@/lib/testing/hops'
import { makePerson } from '@/lib/testing/people'
import { makeToolServers } from '@/lib/testing/tool-servers'
import type { Actor } from '../actor'
import { coversOf, getOrder, halt, listOrders, previewHalt, readyToHalt, statusOf } from '.'

const database = await testDatabase()
beforeAll(() => openDatabase(database.authorityUrl, { prisma: 24, hot: 8 }))
afterAll(() => closeDatabase())

type Tree = { staff: Staff; top: AgentId; left: AgentId; leaf: AgentId; aside: AgentId; mandate: Awaited<ReturnType<typeof makeMandate>> }
/** top -> left -> leaf under one mandate; aside on its own, and once above left for another person. */
async function tree(): Promise<Tree> {
  const staff = await makeStaff()
  const [top, left, leaf, aside] = (await makeBareAgents(staff, ['top', 'left', 'leaf', 'aside'])) as [AgentId, AgentId, AgentId, AgentId]
  const mandate = await makeMandate(staff, top)
  const other = await makeMandate(staff, aside, staff.analyst.id)
  await makeHops(staff, [
    { mandateId: mandate, path: [top] },
    { mandateId: mandate, path: [top, left] },
    { mandateId: mandate, path: [top, left] }, // the same hop, its token renewed
    { mandateId: mandate, path: [top, left, leaf] },
    { mandateId: other, path: [aside], personId: staff.analyst.id },
    { mandateId: other, path: [aside, left], personId: staff.analyst.id },
    { mandateId: mandate, path: [top, aside], secondsLeft: -0.5 }, // dead when anybody looks
  ])
  return { staff, top, left, leaf, aside, mandate }
}
async function value<T>(result: Promise<{ ok: true; value: T } | { ok: false; refusal: unknown }>): Promise<T> {
  const done = await result
  if (!done.ok) throw new Error(JSON.stringify(done.refusal))
  return done.value
}
/** How long an answer waits for points that do not confirm. */
const WAITS_MS = 1_500
const epochOf = async (staff: Staff) =>
  Number((await read(staff.tenantId, (tx) => tx.containmentEpoch.findUnique({ where: { tenantId: staff.tenantId } })))?.epoch ?? 0)
const entries = (staff: Staff) =>
  read(staff.tenantId, (tx) => tx.ledgerEntry.findMany({ where: { tenantId: staff.tenantId, action: 'containment.halt' }, orderBy: { id: 'asc' } }))

describe('the way of a halt', () => {
  it('is made ready while an order holds the tenant, and nothing is written for it', async () => {
    const { staff } = await tree()
    await transaction(staff.tenantId, async (tx) => {
      await lockContainment(tx, staff.tenantId)
      await readyToHalt(staff.tenantId)
      return ok(null)
    })
    expect([await epochOf(staff), await entries(staff)]).toEqual([0, []])
    const owner = new pg.Client(database.ownerUrl)
    await owner.connect()
    const { rows } = await owner.query(`select state from pg_stat_activity where application_name = 'lanyard-halts' and datname = current_database()`)
    await owner.end()
    expect(rows.map(({ state }) => state)).toContain('idle')
  })
})

describe('what a halt covers', () => {
  it('is the agent and all below it by live delegations; tokens and people through any of them', async () => {
    const { staff, top, left, leaf, aside } = await tree()
    const preview = await value(previewHalt(staff.auditor, { agentId: top }))
    expect(preview).toMatchObject({ target: { id: top, name: 'top' }, grain: 'sub_tree', delegations: 4, live_tokens: 5, calls_in_flight: 0, points: [] })
    expect(preview.agents.map(({ id }) => id)).toEqual([top, leaf, left])
    expect(preview.agents.map(({ id }) => id)).not.toContain(aside)
    expect(preview.people.map(({ id }) => id).sort()).toEqual([staff.owner.id, staff.analyst.id].sort())
    expect(preview.not_covered[0]).toBe('aside, that depends on it, goes on, without it; programs that call it by a way of their own are not on record')
    expect(preview.not_covered[1]).toMatch(/no enforcement point is enrolled.*dies by itself at \d\d:\d\d:\d\d UTC/)
  })

  it('is the agent alone where that is asked for', async () => {
    const { staff, left } = await tree()
    const preview = await value(previewHalt(staff.admin, { agentId: left, grain: 'agent' }))
    expect(preview).toMatchObject({ agents: [{ id: left }], live_tokens: 4 })
  })

  it('says beside it who depends on it: those whose work runs through it first, then those whose documents name it, and nobody else’s', async () => {
    const { staff, top, left, leaf, aside } = await tree()
    const slug = `mail-${newId().slice(-8)}`
    await makeToolServers(staff, [slug])
    const { agent: covered } = await makeAgent(staff, { name: 'covered' })
    const { agent: lead } = await makeAgent(staff, { name: 'lead', may_delegate_to: ['covered'] })
    const { agent: reader } = await makeAgent(staff, { name: 'reader', tools: [{ mcp_server: slug, tool_id: 'read' }] })
    const stranger = await makeStaff()
    const naming = (scope: Parameters<typeof hotTransaction>[0]) => hotTransaction(scope, async (client) => (await client.query('select id from agents_naming(array[$1]::uuid[], null, null, 10)', [covered.id])).rowCount)
    expect([await naming(staff.tenantId), await naming(stranger.tenantId)]).toEqual([1, 0])
    await expect(naming('system')).rejects.toThrow()
    const dependents = async (input: Record<string, unknown>) => (await value(previewHalt(staff.auditor, input))).dependents
    const above = (id: string, name: string) => ({ id, name, why: 'work_running' })
    expect(await dependents({ agentId: top })).toEqual({ total: 1, agents: [above(aside, 'aside')] })
    expect(await dependents({ agentId: leaf })).toEqual({ total: 2, agents: [above(left, 'left'), above(top, 'top')] })
    await hotTransaction(staff.tenantId, (client) => client.query(`insert into run (tenant_id, agent_id, run_id) values ($1, $2, 'run')`, [staff.tenantId, left]))
    expect(await dependents({ agentId: left, grain: 'run', runId: 'run' })).toEqual({ total: 2, agents: [above(aside, 'aside'), above(top, 'top')] })
    expect(await dependents({ agentId: covered.id })).toEqual({ total: 1, agents: [{ id: lead.id, name: 'lead', why: 'may_delegate' }] })
    expect(await dependents({ agentId: lead.id })).toEqual({ total: 0, agents: [] })
    for (const target of [{ grain: 'tool_server', server: slug }, { grain: 'tool', server: slug, tool: 'read' }])
      expect(await dependents(target)).toEqual({ total: 1, agents: [{ id: reader.id, name: 'reader', why: 'names_tool' }] })
    expect(await dependents({ grain: 'tool', server: slug, tool: 'send' })).toEqual({ total: 0, agents: [] })
    expect(await dependents({ grain: 'tenant' })).toEqual({ total: 0, agents: [] })
  })

  it('is the same in the preview and in the order', async () => {
    const { staff, top } = await tree()
    for (const grain of ['agent', 'sub_tree'] as const) {
      const preview = await value(previewHalt(staff.admin, { agentId: top, grain }))
      const ordered = await value(halt(staff.admin, { agentId: top, grain }))
      const { agents, more_agents, delegations, live_tokens, calls_in_flight, last_token_expires_at } = preview
      expect(ordered.covered).toEqual({ agents, more_agents, delegations, live_tokens, calls_in_flight, last_token_expires_at })
      const order = await read(staff.tenantId, (tx) => tx.containmentOrder.findUniqueOrThrow({ where: { id: ordered.order_id } }))
      expect(order.snapshotDigest).toBe(preview.snapshot_digest)
      const covers = await read(staff.tenantId, (tx) => tx.containmentCover.findMany({ where: { orderId: ordered.order_id } }))
      expect(covers.map(({ subjectId }) => subjectId).sort()).toEqual(agents.map(({ id }) => id).sort())
    }
  })

  it('has a digest that stays when tokens are renewed, and changes when the world does', async () => {
    const { staff, top, left, leaf, aside, mandate } = await tree()
    const digest = async () => (await value(previewHalt(staff.admin, { agentId: top }))).snapshot_digest
    const before = await digest()
    await makeHops(staff, [{ mandateId: mandate, path: [top, left, leaf] }])
    expect(await digest()).toBe(before)
    await makeHops(staff, [{ mandateId: mandate, path: [top, leaf] }])
    const withHop = await digest()
    expect(withHop).not.toBe(before)
    await makeHops(staff, [{ mandateId: mandate, path: [top, aside] }])
    expect(await digest()).not.toBe(withHop)
    expect((await value(previewHalt(staff.admin, { agentId: top, grain: 'agent' }))).snapshot_digest).not.toBe(await digest())
  })
})

describe('halting', () => {
  it('suspends the covered and nobody else, raises the epoch, and is in the ledger with its chain', async () => {
    const { staff, top, left, leaf, aside } = await tree()
    const ordered = await value(halt(staff.analyst, { agentId: top, reason: 'it deletes what it should read' }))
    expect(ordered).toMatchObject({ epoch: 1, receipts: [] })
    expect(await epochOf(staff)).toBe(1)
    const contained = await hotTransaction('system', (client) => coversOf(client, [staff.tenantId], [top, left, leaf, aside]))
    expect(contained).toEqual(new Set([top, left, leaf]))
    const status = await read(staff.tenantId, (tx) => statusOf(tx, staff.tenantId, [top, aside]))
    expect([...status]).toEqual([[top, 'suspended']])
    expect(await entries(staff)).toMatchObject([
      {
        result: 'ok', actorId: staff.analyst.id, subjectId: top, agentId: top, chain: [top, leaf, left], purpose: 'it deletes what it should read',
        detail: { order_id: ordered.order_id, epoch: 1, grain: 'sub_tree', agents: 3, live_tokens: 5 },
      }, // prettier-ignore
    ])
    expect(await value(previewHalt(staff.admin, { agentId: top }))).toMatchObject({ live_tokens: 0, agents: { length: 3 } })
  })

  it('answers at once where there are no enforcement points, and does not wait for one that holds no lease', async () => {
    const { staff, top } = await tree()
    await transaction('system', async (tx) =>
      ok(
        await tx.enforcementPoint.create({
          data: { id: newId(), name: `p-${staff.tenantId.slice(-8)}`, tenantId: staff.tenantId, url: 'http://p', jwk: {}, thumbprint: newId(), lastLeaseAt: new Date(Date.now() - 60_000) },
        }),
      ),
    )
    // It would wait for the whole of its time every time, however busy the machine: the fastest of a few says it.
    const took: number[] = []
    let orderId = ''
    for (let n = 0; n < 8 && Math.min(...took) >= WAITS_MS; n++) {
      const start = performance.now()
      orderId = (await value(halt(staff.admin, { agentId: top }))).order_id
      took.push(performance.now() - start)
    }
    expect(Math.min(...took)).toBeLessThan(WAITS_MS)
    const order = await value(getOrder(staff.auditor, { orderId }))
    expect(order.points).toMatchObject([{ state: 'fails_closed', lease_ended_at: expect.any(String), receipt: null }])
  })

  it('of what is halted is a fresh order', async () => {
    const { staff, top } = await tree()
    const [first, second] = [await value(halt(staff.admin, { agentId: top })), await value(halt(staff.owner, { agentId: top }))]
    expect([first.epoch, second.epoch]).toEqual([1, 2])
    const page = await value(listOrders(staff.auditor, {}))
    expect(page.items.map(({ id }) => id)).toEqual([second.order_id, first.order_id])
  })

  it('[17] of another tenant’s agent, or of none, is not found', async () => {
    const { staff, top } = await tree()
    const stranger = await makeStaff()
    for (const [actor, agentId] of [[stranger.admin, top], [staff.admin, newId<'agent'>()]] as const) {
      expect(await halt(actor, { agentId })).toEqual({ ok: false, refusal: { code: 'not_found' } })
      expect(await previewHalt(actor, { agentId })).toEqual({ ok: false, refusal: { code: 'not_found' } })
    }
    expect(await epochOf(staff)).toBe(0)
  })

  it('is refused to whom the table does not name, and the attempt is recorded', async () => {
    const { staff, top } = await tree()
    const agent: Actor = { kind: 'agent', tenantId: staff.tenantId, id: top, name: 'top' }
    expect(await halt(staff.auditor, { agentId: top })).toMatchObject({ ok: false, refusal: { code: 'denied', reason: 'role' } })
    expect(await halt(agent, { agentId: top })).toMatchObject({ ok: false, refusal: { code: 'denied', reason: 'actor_kind' } })
    expect(await entries(staff)).toMatchObject([{ result: 'denied', reason: 'denied:role' }, { result: 'denied', reason: 'denied:actor_kind' }])
    expect(await epochOf(staff)).toBe(0)
  })

  it('[41] takes no other input than an id', async () => {
    const { staff } = await tree()
    for (const agentId of [undefined, null, {}, [], { not: 'x' }, 'x'])
      expect(await halt(staff.admin, { agentId })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
  })

  it('ten times, two always at once, gives ten epochs, each one higher than the one before', async () => {
    const { staff, top, aside } = await tree()
    const done: { epoch: number }[] = []
    // As many at once as there are connections for it: the others would wait for one, and on a busy machine in vain.
    const lane = async (agentId: string) => {
      for (let n = 0; n < 5; n++) done.push(await value(halt(staff.admin, { agentId })))
    }
    await Promise.all([lane(top), lane(aside)])
    expect(done.map(({ epoch }) => epoch).sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, n) => n + 1))
    expect(await epochOf(staff)).toBe(10)
    await expect(
      transaction(staff.tenantId, async (tx) => ok(await tx.containmentEpoch.update({ where: { tenantId: staff.tenantId }, data: { epoch: 9n } }))),
    ).rejects.toThrow(/may only grow/)
  })

  it('is listed by any agent that it covers, in pages, without a page being shown twice', async () => {
    const { staff, top, leaf, aside } = await tree()
    const orders = []
    for (let n = 0; n < 5; n++) orders.push((await value(halt(staff.admin, { agentId: top }))).order_id)
    await value(halt(staff.admin, { agentId: aside, grain: 'agent' }))
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await value(listOrders(staff.admin, { agentId: leaf, limit: 2, ...(cursor ? { cursor } : {}) }))
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next ?? undefined
    } while (cursor)
    expect(seen).toEqual(orders.reverse())
    const stranger = await makePerson((await makeStaff()).tenantId)
    expect((await value(listOrders(stranger, {}))).items).toEqual([])
    expect(await getOrder(stranger, { orderId: orders[0] })).toEqual({ ok: false, refusal: { code: 'not_found' } })
  })
})

describe('when every connection for pages is taken', () => {
  it('gets through all the same', async () => {
    const { staff, top } = await tree()
    const owner = new pg.Client({ connectionString: database.ownerUrl })
    await owner.connect()
    try {
      await owner.query('select pg_advisory_lock(4711)')
      let isHeld = true
      // Whoever is given up on by a limit of time asks again.
      const wait = async (): Promise<unknown> => read('system', (tx) => tx.$queryRaw`select 1 from pg_advisory_xact_lock(4711)`).catch(() => isHeld && wait())
      const waiting = Array.from({ length: 24 }, wait)
      const waits = async () => (await owner.query(`select from pg_locks where locktype = 'advisory' and objid = 4711 and not granted`)).rowCount
      await expect.poll(waits, { timeout: 60_000 }).toBe(24)
      expect(await halt(staff.admin, { agentId: top })).toMatchObject({ ok: true })
      isHeld = false
      await owner.query('select pg_advisory_unlock(4711)')
      await Promise.all(waiting)
    } finally {
      await owner.end()
    }
  })
})
