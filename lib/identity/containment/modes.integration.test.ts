import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ContainmentView } from '@/lib/guard/parts'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { read } from '@/lib/db/transaction'
import type { AgentTokenClaims } from '@/lib/identity/authority'
import type { Actor } from '@/lib/identity/actor'
import { makeHops } from '@/lib/testing/hops'
import { entriesOf, makePerson } from '@/lib/testing/people'
import { testDatabase } from '@/lib/testing/database'
import { anyProof, makePoint } from '@/lib/testing/points'
import { withProof } from '@/lib/testing/proofs'
import { allowedCall, Workforce } from '@/lib/testing/workforce'
import { cancelHalt, changesSince, confirmHalt, expireOrders, getOrder, halt, listRequests, previewHalt, readSnapshot, recordCalls, requestHalt, restore, signRestore, statusOf, type Point } from '.'

const database = await testDatabase()
let point: Point
beforeAll(async () => {
  openDatabase(database.authorityUrl, { prisma: 12, hot: 8 })
  point = await makePoint()
})
afterAll(() => closeDatabase())

async function value<T>(result: Promise<{ ok: true; value: T } | { ok: false; refusal: unknown }>): Promise<T> {
  const done = await result
  if (!done.ok) throw new Error(JSON.stringify(done.refusal))
  return done.value
}
const reader = { query: <T>(sql: string, values?: unknown[]) => hotTransaction('system', async (client) => (await client.query(sql, values)).rows as T[]) }
async function pointView(): Promise<ContainmentView> {
  const view = new ContainmentView()
  view.applySnapshot({ tenants: await readSnapshot(reader, point) })
  return view
}
const recorded = async (work: Workforce, claims: AgentTokenClaims, server = work.files, tool = 'read') => {
  const kept = await recordCalls(point, [allowedCall(claims, server, tool)], anyProof())
  return kept.ok ? kept.value[0]?.status : kept.refusal.code
}
const status = (work: Workforce) => read(work.staff.tenantId, (tx) => statusOf(tx, work.staff.tenantId, [work.top.id]))
const refusalOf = async (result: Promise<{ ok: boolean; refusal?: unknown }>) => (await result).refusal

describe('stripped', () => {
  it('leaves what only reads, to it and to all below it; tokens from before are dead', async () => {
    const work = await Workforce.hire()
    const before = await work.mustHave(work.top, 'authorization_code')
    await value(halt(work.staff.analyst, { agentId: work.top.id, mode: 'strip' }))
    expect(await recorded(work, before)).toBe('contained')
    expect((await pointView()).containedIn(before)).toMatchObject({ kind: 'token_older_than_order' })
    const left = await work.mustHave(work.top, 'authorization_code')
    expect(left.scope).toBe(`mcp:${work.files}:read`)
    const child = await work.mustHave(work.below, 'token_exchange', { parent: left })
    expect(child.scope).toBe(`mcp:${work.files}:read`)
    expect([await recorded(work, left), (await pointView()).containedIn(left)]).toEqual(['recorded', null])
    expect(await work.token(work.top, 'client_credentials', { scopes: [`mcp:${work.files}:write`] })).toBe('containment')
    expect((await status(work)).size).toBe(0)
  })

  it('leaves the named scopes and no more, whatever a server says of its tools later', async () => {
    const work = await Workforce.hire()
    await value(halt(work.staff.admin, { agentId: work.top.id, mode: 'strip', scopes: [`mcp:${work.bench}:write`] }))
    expect(await work.token(work.top, 'client_credentials')).toBe('containment')
    expect((await work.mustHave(work.top, 'client_credentials', { server: work.bench })).scope).toBe(`mcp:${work.bench}:write`)
    const other = await Workforce.hire()
    await value(halt(other.staff.admin, { agentId: other.top.id, mode: 'strip' }))
    await hotTransaction('system', (client) => client.query(`update tool_server set tools = '[{"name":"write","readOnly":true}]' where slug = $1`, [other.files]))
    expect((await other.mustHave(other.top, 'client_credentials')).scope).toBe(`mcp:${other.files}:read`)
  })

  it('twice leaves what both leave', async () => {
    const work = await Workforce.hire()
    const [r, w] = [`mcp:${work.files}:read`, `mcp:${work.files}:write`]
    await value(halt(work.staff.admin, { agentId: work.top.id, mode: 'strip', scopes: [r, w] }))
    await value(halt(work.staff.admin, { agentId: work.top.id, mode: 'strip', scopes: [w] }))
    expect((await work.mustHave(work.top, 'client_credentials')).scope).toBe(w)
  })

  it('of a platform holds for an agent that is registered there later', async () => {
    const work = await Workforce.hire()
    const asked = await value(requestHalt(work.staff.admin, { grain: 'platform', platform: 'custom', mode: 'strip', reason: 'to be looked at', name: 'custom' }))
    const second = await makePerson(work.staff.tenantId, { role: 'admin' })
    await value(withProof(confirmHalt, second, { requestId: asked.id, snapshot: asked.preview?.snapshot_digest }))
    expect((await work.mustHave(await work.hireAnother('late'), 'client_credentials')).scope).toBe(`mcp:${work.files}:read`)
  })
})

describe('quarantined', () => {
  it('may talk to the investigator alone, and is recorded whole', async () => {
    const work = await Workforce.hire()
    const before = await work.mustHave(work.top, 'authorization_code')
    await value(halt(work.staff.analyst, { agentId: work.top.id, mode: 'quarantine', endpoint: work.bench }))
    expect(await recorded(work, before)).toBe('contained')
    for (const grant of ['authorization_code', 'refresh_token', 'client_credentials'] as const) expect(await work.token(work.top, grant)).toBe('containment')
    const held = await work.mustHave(work.top, 'client_credentials', { server: work.bench })
    expect(await recorded(work, held, work.bench)).toBe('recorded')
    const view = await pointView()
    expect([view.containedIn(held), view.isWatched(held)]).toEqual([null, true])
    expect(await status(work)).toEqual(new Map([[work.top.id, 'quarantined']]))
    await value(halt(work.staff.analyst, { agentId: work.top.id }))
    expect(await status(work)).toEqual(new Map([[work.top.id, 'suspended']]))
  })

  it('needs an endpoint that is there', async () => {
    const { staff, top } = await Workforce.hire()
    expect(await refusalOf(halt(staff.admin, { agentId: top.id, mode: 'quarantine' }))).toMatchObject({ code: 'invalid', fields: { endpoint: expect.any(String) } })
    expect(await refusalOf(halt(staff.admin, { agentId: top.id, mode: 'quarantine', endpoint: 'nowhere' }))).toMatchObject({ code: 'invalid', fields: { endpoint: 'there is no tool server `nowhere`' } })
  })
})

describe('killed', () => {
  const kill = (work: Workforce) => ({ agentId: work.top.id, mode: 'kill', reason: 'it was never ours', name: 'top' })

  it('is for ever: delegations, mandates, keys and the agent end with it, and nobody lifts it', async () => {
    const work = await Workforce.hire()
    const { staff, top } = work
    const before = await work.mustHave(top, 'authorization_code')
    await hotTransaction(staff.tenantId, (client) => client.query(`insert into agent_key (id, tenant_id, agent_id, kid, jwk, created_by) values (gen_random_uuid(), $1, $2, $3, '{}', 'test')`, [staff.tenantId, top.id, `kid-${top.id}`]))
    const { order_id: orderId } = await value(halt(staff.admin, kill(work)))
    expect(await recorded(work, before)).toBe('contained')
    for (const grant of ['authorization_code', 'refresh_token', 'client_credentials'] as const) expect(await work.token(top, grant)).toBe('containment')
    const left = await hotTransaction('system', async (client) => {
      const { rows } = await client.query(
        `select (select state from agent where id = $1) as state, (select count(*)::int from agent_key where agent_id = $1 and revoked_at is null) as keys,
          (select count(*)::int from mandate where agent_id = $1 and withdrawn_at is null) as mandates,
          (select count(*)::int from delegation where agent_id = $1 and revoked_at is null) as delegations`,
        [top.id],
      )
      return rows[0]
    })
    expect(left).toEqual({ state: 'retired', keys: 0, mandates: 0, delegations: 0 })
    expect(await refusalOf(withProof(restore, staff.owner, { orderId, reason: 'we miss it' }))).toEqual({ code: 'wrong_state', state: 'killed' })
    expect(await refusalOf(withProof(signRestore, staff.owner, { orderId, stage: 'full', signed_as: 'owner', incident_resolved: true, cause: 'we miss it' }))).toEqual({ code: 'wrong_state', state: 'killed' })
    await expect(hotTransaction('system', (client) => client.query('update containment_cover set lifted_epoch = 9 where order_id = $1', [orderId]))).rejects.toThrow(/killed/)
    expect(await value(getOrder(staff.auditor, { orderId }))).toMatchObject({ mode: 'kill', next_stage: null })
  })

  it('takes an administrator, a reason and the name as it is', async () => {
    const work = await Workforce.hire()
    const { staff } = work
    expect(await refusalOf(halt(staff.analyst, kill(work)))).toEqual({ code: 'separated', rule: 'only_an_administrator_kills' })
    expect(await refusalOf(halt(staff.admin, { ...kill(work), reason: undefined }))).toMatchObject({ code: 'invalid', fields: { reason: expect.any(String) } })
    expect(await refusalOf(halt(staff.admin, { ...kill(work), name: undefined }))).toMatchObject({ code: 'invalid', fields: { name: expect.any(String) } })
    expect(await refusalOf(halt(staff.admin, { ...kill(work), name: 'Top' }))).toMatchObject({ code: 'invalid', fields: { name: 'type `top`, exactly' } })
    expect(await refusalOf(halt(staff.admin, { ...kill(work), until: '2099-01-01T00:00:00Z' }))).toMatchObject({ code: 'invalid', fields: { until: expect.any(String) } })
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'containment.halt', result: 'denied', reason: 'only_an_administrator_kills' })
    expect((await status(work)).size).toBe(0)
  })
})

describe('until', () => {
  it('ends by itself, as a lifting with an epoch of its own, and tokens from before stay dead', async () => {
    const work = await Workforce.hire()
    const { staff, top } = work
    const before = await work.mustHave(top, 'authorization_code')
    const { order_id: orderId, epoch } = await value(halt(staff.analyst, { agentId: top.id, until: new Date(Date.now() + 1_500).toISOString() }))
    await expireOrders()
    expect(await work.token(top, 'client_credentials')).toBe('containment')
    await new Promise((resolve) => setTimeout(resolve, 1_600))
    await Promise.all([expireOrders(), expireOrders()])
    expect(await value(getOrder(staff.auditor, { orderId }))).toMatchObject({ lifted: { by: 'its own end', reason: expect.stringContaining('its time was over') } })
    expect(await changesSince(reader, staff.tenantId, epoch)).toMatchObject([{ epoch: epoch + 1, change: 'lifting' }])
    expect([await recorded(work, before), (await pointView()).containedIn(before)?.kind]).toEqual(['contained', 'token_older_than_order'])
    expect(await recorded(work, await work.mustHave(top, 'authorization_code'))).toBe('recorded')
    expect((await entriesOf(staff.tenantId)).filter(({ action }) => action === 'containment.expire')).toHaveLength(1)
  })

  it('is in the future', async () => {
    const { staff, top } = await Workforce.hire()
    expect(await refusalOf(halt(staff.admin, { agentId: top.id, until: '2020-01-01T00:00:00Z' }))).toEqual({ code: 'invalid', fields: { until: 'is over already' } })
  })
})

describe('a preview that is not true any more', () => {
  it('is shown anew, and not acted on', async () => {
    const work = await Workforce.hire()
    const { staff, top, below } = work
    await work.mustHave(top, 'authorization_code')
    const seen = await value(previewHalt(staff.analyst, { agentId: top.id }))
    await makeHops(staff, [{ mandateId: top.mandate, path: [top.id, below.id] }])
    const refused = await halt(staff.analyst, { agentId: top.id, snapshot: seen.snapshot_digest })
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'preview_changed', preview: { agents: [{ id: top.id }, { id: below.id }] } } })
    expect((await status(work)).size).toBe(0)
    const digest = refused.ok || refused.refusal.code !== 'preview_changed' ? '' : refused.refusal.preview.snapshot_digest
    expect(await halt(staff.analyst, { agentId: top.id, snapshot: digest })).toMatchObject({ ok: true })
  })
})

describe('a wide order', () => {
  const ask = { grain: 'tenant', reason: 'a worm goes round' }
  const asked = async (work: Workforce) => {
    const { target } = await value(previewHalt(work.staff.admin, { grain: 'tenant' }))
    return value(requestHalt(work.staff.admin, { ...ask, name: target.name }))
  }

  it('stops nothing until another administrator confirms it, with a passkey', async () => {
    const work = await Workforce.hire()
    const { staff, top } = work
    const request = await asked(work)
    const confirm = { requestId: request.id, snapshot: request.preview?.snapshot_digest }
    expect(typeof (await work.token(top, 'client_credentials'))).toBe('object')
    expect(await value(listRequests(staff.auditor, {}))).toMatchObject([{ id: request.id, state: 'waiting', preview: { grain: 'tenant', agents: { length: 3 } } }])
    expect(await refusalOf(withProof(confirmHalt, staff.admin, confirm))).toEqual({ code: 'separated', rule: 'the_second_administrator_is_another' })
    const second = await makePerson(staff.tenantId, { role: 'admin' })
    expect(await refusalOf(confirmHalt(second, confirm))).toMatchObject({ code: 'proof_required', summary: expect.stringMatching(/^Suspend everything of .*3 agents, 1 live tokens; asked for by .* “a worm goes round”$/) })
    for (const actor of [staff.root, staff.owner, staff.analyst] as Actor[]) expect(await refusalOf(confirmHalt(actor, confirm))).toMatchObject({ code: 'denied' })
    const done = await value(withProof(confirmHalt, second, confirm))
    expect(await work.token(top, 'client_credentials')).toBe('containment')
    expect(await value(getOrder(staff.auditor, { orderId: done.order_id }))).toMatchObject({ ordered_by: { id: staff.admin.id }, confirmed_by: { id: second.id }, staged: true, next_stage: 'read_only' })
    expect(await refusalOf(withProof(confirmHalt, second, confirm))).toEqual({ code: 'wrong_state', state: 'confirmed' })
    expect(await value(listRequests(staff.auditor, {}))).toEqual([])
  })

  it('is not ordered at once by anybody, and meanwhile the narrower is', async () => {
    const work = await Workforce.hire()
    expect(await refusalOf(halt(work.staff.admin, { ...ask, name: 'x' }))).toEqual({ code: 'separated', rule: 'wide_needs_a_second_administrator' })
    expect(await refusalOf(requestHalt(work.staff.admin, { ...ask, name: 'not its name' }))).toMatchObject({ code: 'invalid', fields: { name: expect.stringContaining('exactly') } })
    expect(await refusalOf(requestHalt(work.staff.analyst, { ...ask, name: 'x' }))).toMatchObject({ code: 'denied' })
    await asked(work)
    expect(await halt(work.staff.admin, { agentId: work.top.id })).toMatchObject({ ok: true })
  })

  it('that would cover another world by now is shown anew', async () => {
    const work = await Workforce.hire()
    const request = await asked(work)
    await work.hireAnother('late')
    const second = await makePerson(work.staff.tenantId, { role: 'admin' })
    expect(await refusalOf(withProof(confirmHalt, second, { requestId: request.id, snapshot: request.preview?.snapshot_digest }))).toMatchObject({ code: 'preview_changed', preview: { agents: { length: 4 } } })
  })

  it('ends with its quarter of an hour, or when somebody takes it back', async () => {
    const work = await Workforce.hire()
    const second = await makePerson(work.staff.tenantId, { role: 'admin' })
    const [late, taken] = [await asked(work), await asked(work)]
    const owner = new pg.Client(database.ownerUrl)
    await owner.connect()
    await owner.query(`update containment_request set expires_at = now() where id = $1`, [late.id])
    await owner.end()
    expect(await cancelHalt(second, { requestId: taken.id })).toMatchObject({ ok: true, value: { state: 'cancelled' } })
    for (const [{ id, preview }, state] of [[late, 'expired'], [taken, 'cancelled']] as const)
      expect(await refusalOf(withProof(confirmHalt, second, { requestId: id, snapshot: preview?.snapshot_digest }))).toEqual({ code: 'wrong_state', state })
  })
})

describe('restoring in stages', () => {
  it('takes its owner and a reviewer who did not halt it, read-only first and then in full', async () => {
    const work = await Workforce.hire()
    const { staff, top } = work
    const before = await work.mustHave(top, 'authorization_code')
    const { order_id: orderId } = await value(halt(staff.admin, { agentId: top.id }))
    const sign = (as: 'owner' | 'reviewer', stage: 'read_only' | 'full' = 'read_only', order = orderId) => ({ orderId: order, stage, signed_as: as, incident_resolved: true, cause: 'a tool description said so' })
    const reviewer = await makePerson(staff.tenantId, { role: 'owner' })
    expect(await refusalOf(withProof(signRestore, staff.owner, sign('owner', 'full')))).toEqual({ code: 'wrong_state', state: 'restored_read_only_next' })
    expect(await refusalOf(withProof(signRestore, reviewer, sign('owner')))).toEqual({ code: 'separated', rule: 'only_the_owner_signs_as_owner' })
    expect(await refusalOf(withProof(signRestore, staff.admin, sign('reviewer')))).toEqual({ code: 'separated', rule: 'who_halted_does_not_restore' })
    expect(await refusalOf(signRestore(staff.owner, { ...sign('owner'), incident_resolved: false }))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(signRestore(staff.owner, sign('owner')))).toMatchObject({ code: 'proof_required' })

    await value(withProof(signRestore, staff.owner, sign('owner')))
    expect(await refusalOf(withProof(signRestore, staff.owner, sign('reviewer')))).toEqual({ code: 'separated', rule: 'owner_and_reviewer_are_two' })
    expect(await work.token(top, 'client_credentials')).toBe('containment')
    const first = await value(withProof(signRestore, reviewer, sign('reviewer')))
    expect(first).toMatchObject({ lifted: { by: reviewer.name }, followed_by: expect.any(String), signatures: [{ signed_as: 'owner' }, { signed_as: 'reviewer' }] })
    const readOnly = await work.mustHave(top, 'client_credentials')
    expect(readOnly.scope).toBe(`mcp:${work.files}:read`)

    const next = first.followed_by as string
    expect(await value(getOrder(staff.auditor, { orderId: next }))).toMatchObject({ mode: 'strip', follows: orderId, staged: true, next_stage: 'full' })
    expect(await refusalOf(withProof(restore, staff.admin, { orderId: next, reason: 'all is well' }))).toEqual({ code: 'separated', rule: 'restored_in_stages' })
    expect(await refusalOf(withProof(signRestore, staff.admin, sign('reviewer', 'full', next)))).toEqual({ code: 'separated', rule: 'who_halted_does_not_restore' })
    await value(withProof(signRestore, reviewer, sign('reviewer', 'full', next)))
    await value(withProof(signRestore, staff.owner, sign('owner', 'full', next)))
    expect((await work.mustHave(top, 'client_credentials')).scope).toContain('write')
    expect(await recorded(work, before)).toBe('contained')
    // It was issued under the order, and holds no more than that left it.
    expect(await recorded(work, readOnly)).toBe('recorded')
  })

  it('is of nobody who is an agent, nor of the root token', async () => {
    const work = await Workforce.hire()
    const { order_id: orderId } = await value(halt(work.staff.admin, { agentId: work.top.id }))
    const agents = [work.top, work.below].map(({ id, name }): Actor => ({ kind: 'agent', tenantId: work.staff.tenantId, id, name }))
    for (const actor of [...agents, work.staff.root]) {
      expect(await refusalOf(signRestore(actor, { orderId, stage: 'read_only', signed_as: 'owner', incident_resolved: true, cause: 'set me free' }))).toMatchObject({ code: 'denied' })
      expect(await refusalOf(restore(actor, { orderId, reason: 'set me free' }))).toMatchObject({ code: 'denied' })
    }
  })
})
