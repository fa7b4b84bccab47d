import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { CONTAINMENT_CHANNEL } from '@/lib/db/epoch'
import { hotTransaction } from '@/lib/db/hot'
import { transaction } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf, makePerson } from '@/lib/testing/people'
import { coverEpochsOf, holdContainment } from '../containment'
import { registerToolServer, type AgentView } from '../registry'
import { giveStandingMandate } from './give-standing-mandate'
import { listMandates } from './list-mandates'
import { withdrawMandate } from './withdraw-mandate'

const database = await testDatabase()
const gateway = { gatewayUrl: 'http://gateway.test' }
const give = giveStandingMandate(gateway)
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
let staff: Staff
let strangers: Staff
let slug: string
let agent: AgentView

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  staff = await makeStaff()
  strangers = await makeStaff()
  slug = `crm-${staff.tenantId.slice(-6)}`
  await registerToolServer(gateway)(staff.admin, { slug, title: 'CRM', transport: { kind: 'http', url: 'http://crm.internal/mcp' } })
  agent = (await makeAgent(staff, { name: 'nightly', tools: ['read', 'write'].map((tool_id) => ({ tool_id, mcp_server: slug })) })).agent
})
afterAll(closeDatabase)

const input = (over: Record<string, unknown> = {}) => ({
  agentId: agent.id,
  scopes: [`mcp:${slug}:read`],
  purpose: 'closes the books at night',
  expires_at: inHours(24),
  ...over,
})
async function given(over: Record<string, unknown> = {}): Promise<string> {
  const done = await give(staff.owner, input(over))
  if (!done.ok) throw new Error(JSON.stringify(done.refusal))
  return done.value.id
}

describe('a standing mandate', () => {
  it('is given by the sponsor, and recorded', async () => {
    const done = await give(staff.owner, input({ scopes: [`mcp:${slug}:write`, `mcp:${slug}:read`, `mcp:${slug}:read`] }))
    expect(done).toMatchObject({
      ok: true,
      value: { kind: 'standing', person: { id: staff.owner.id }, agent: { name: 'nightly' }, scopes: [`mcp:${slug}:read`, `mcp:${slug}:write`], ended: null },
    })
    if (!done.ok) return
    const row = await transaction(staff.tenantId, async (tx) => ok(await tx.mandate.findUniqueOrThrow({ where: { id: done.value.id } })))
    expect(row.ok && row.value.resources).toEqual([`http://gateway.test/mcp/${slug}`])
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'delegation.mandate.give_standing', result: 'ok', subjectId: agent.id })
  })

  it('is given by nobody else, whatever their role', async () => {
    expect(await give(staff.admin, input())).toMatchObject({ ok: false, refusal: { code: 'separated', rule: 'only_the_sponsor' } })
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'delegation.mandate.give_standing', result: 'denied', reason: 'only_the_sponsor' })
    expect(await give(staff.analyst, input())).toMatchObject({ ok: false, refusal: { code: 'denied', reason: 'role' } })
    expect(await give(staff.root, input())).toMatchObject({ ok: false, refusal: { code: 'denied', reason: 'root' } })
    expect(await give(strangers.owner, input())).toMatchObject({ ok: false, refusal: { code: 'not_found' } })
  })

  it('holds nothing that the document does not, ends, and is for an active agent', async () => {
    for (const scope of ['mcp:files:read', `mcp:${slug}:delete`, 'api:people:invite'])
      expect(await give(staff.owner, input({ scopes: [`mcp:${slug}:read`, scope] })), scope).toMatchObject({ ok: false, refusal: { code: 'invalid', fields: { scopes: expect.stringContaining(scope) } } })
    for (const scopes of [[], [`mcp:${slug}:*`], ['*'], ['openid'], [null], 'mcp:a:b'])
      expect(await give(staff.owner, input({ scopes })), String(scopes)).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    for (const expires_at of [inHours(-1), inHours(24 * 400), 'tomorrow'])
      expect(await give(staff.owner, input({ expires_at })), expires_at).toMatchObject({ ok: false, refusal: { code: 'invalid', fields: { expires_at: expect.any(String) } } })
    const { agent: draft } = await makeAgent(staff, { name: 'unapproved', risk_level: 'high', tools: [{ tool_id: 'read', mcp_server: slug }] })
    expect(await give(staff.owner, input({ agentId: draft.id }))).toMatchObject({ ok: false, refusal: { code: 'wrong_state', state: 'draft' } })
  })
})

describe('withdrawing', () => {
  it('ends the mandate, its delegations and their tokens, and tells the enforcement points', async () => {
    const mandateId = await given()
    const other = await given()
    const hop = (mandate: string) => ({
      id: newId(), tenantId: staff.tenantId, mandateId: mandate, agentId: agent.id, rootPersonId: staff.owner.id, autonomous: true, path: [agent.id], depth: 1,
      audience: 'x', scopesIn: [], scopes: [], dropped: [], purpose: 'p', runId: 'r', documentDigest: 'd', epoch: 0n, token: {}, issuedAt: new Date(), expiresAt: new Date(Date.now() + 300_000),
    }) // prettier-ignore
    const [mine, others] = [hop(mandateId), hop(other)]
    await transaction(staff.tenantId, async (tx) => ok(await tx.delegation.createMany({ data: [mine, others] })))
    const listener = new pg.Client({ connectionString: database.authorityUrl })
    await listener.connect()
    const heard: string[] = []
    listener.on('notification', ({ payload }) => void heard.push(payload ?? ''))
    await listener.query(`listen ${CONTAINMENT_CHANNEL}`)

    expect(await withdrawMandate(staff.owner, { mandateId })).toMatchObject({ ok: true, value: { id: mandateId, ended: { reason: 'withdrawn' } } })

    await listener.query('select 1')
    const entry = (await entriesOf(staff.tenantId)).at(-1)
    const { epoch, order_id } = (entry?.detail ?? {}) as { epoch: number; order_id: string }
    expect(entry).toMatchObject({ action: 'delegation.mandate.withdraw', result: 'ok', detail: { delegations: 1, live_tokens: 1, calls_in_flight: 0 } })
    expect(heard.map((payload) => JSON.parse(payload))).toEqual([{ tenant: staff.tenantId, epoch }])
    await listener.end()
    const seen = await hotTransaction('system', async (client) => ({
      epochs: await holdContainment(client, [staff.tenantId]),
      covers: await coverEpochsOf(client, [staff.tenantId], [mandateId, other, agent.id]),
      delegations: (await client.query('select id, revoked_at is not null as revoked from delegation where tenant_id = $1 order by id', [staff.tenantId])).rows,
      order: (await client.query('select grain, target_id from containment_order where id = $1', [order_id])).rows[0],
    }))
    expect(seen.epochs.get(staff.tenantId)).toBe(epoch)
    expect([...seen.covers]).toEqual([[mandateId, { epoch, inForce: true }]])
    expect(seen.delegations).toEqual([{ id: mine.id, revoked: true }, { id: others.id, revoked: false }])
    expect(seen.order).toEqual({ grain: 'mandate', target_id: mandateId })
    expect(await withdrawMandate(staff.owner, { mandateId })).toMatchObject({ ok: false, refusal: { code: 'wrong_state', state: 'withdrawn' } })
  })

  it('is for whoever gave it and whoever answers for the agent; for admins, analysts and the root token too', async () => {
    const colleague = await makePerson(staff.tenantId, { role: 'owner' })
    const auditing = await makePerson(staff.tenantId, { role: 'auditor' })
    for (const actor of [colleague, staff.auditor]) {
      expect(await withdrawMandate(actor, { mandateId: await given() }), actor.role).toMatchObject({ ok: false, refusal: { code: 'separated', rule: 'only_those_concerned' } })
      expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'delegation.mandate.withdraw', result: 'denied', actorId: actor.id })
    }
    for (const actor of [staff.owner, staff.admin, staff.analyst, staff.root]) expect(await withdrawMandate(actor, { mandateId: await given() }), actor.name).toMatchObject({ ok: true })
    const own = newId<'mandate'>()
    await transaction(staff.tenantId, async (tx) =>
      ok(
        await tx.mandate.create({
          data: { id: own, tenantId: staff.tenantId, kind: 'person', personId: auditing.id, agentId: agent.id, purpose: 'p', scopes: [], resources: [], expiresAt: new Date(Date.now() + 60_000) },
        }),
      ),
    )
    expect(await withdrawMandate(auditing, { mandateId: own })).toMatchObject({ ok: true, value: { kind: 'person', person: { id: auditing.id } } })
    expect(await withdrawMandate(strangers.admin, { mandateId: await given() })).toEqual({ ok: false, refusal: { code: 'not_found' } })
  })

  it('happens once, however many ask at once', async () => {
    const mandateId = await given()
    const all = await Promise.all(Array.from({ length: 8 }, () => withdrawMandate(staff.admin, { mandateId })))
    expect(all.filter((one) => one.ok).length).toBe(1)
  })
})

describe('the list of mandates', () => {
  it('is newest first, by keyset, with its filters', async () => {
    const { agent: other } = await makeAgent(staff, { name: 'paged', tools: [{ tool_id: 'read', mcp_server: slug }] })
    const ids: string[] = []
    for (let n = 0; n < 7; n++) ids.unshift(await given({ agentId: other.id }))
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listMandates(staff.auditor, { agentId: other.id, limit: 3, cursor })
      if (!page.ok) throw new Error(JSON.stringify(page.refusal))
      seen.push(...page.value.items.map((one) => one.id))
      cursor = page.value.next ?? undefined
    } while (cursor)
    expect(seen).toEqual(ids)
    await withdrawMandate(staff.owner, { mandateId: ids[0] })
    const count = async (filter: Record<string, unknown>) => {
      const page = await listMandates(staff.auditor, { limit: 200, agentId: other.id, ...filter })
      return page.ok ? page.value.items.length : page.refusal
    }
    expect([await count({ live: 'true' }), await count({ live: 'false' }), await count({ person: staff.owner.id }), await count({ person: staff.admin.id })]).toEqual([6, 1, 7, 0])
    expect(await listMandates(strangers.admin, {})).toEqual({ ok: true, value: { items: [], next: null } })
    for (const filter of [{ cursor: 'x' }, { agentId: null }, { person: { not: '' } }, { live: 'perhaps' }, { live: [] }])
      expect(await listMandates(staff.auditor, filter), JSON.stringify(filter)).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
  })
})
