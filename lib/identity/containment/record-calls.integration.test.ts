import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { SYSTEM_TENANT } from '@/lib/db/system-tenant'
import { read, transaction } from '@/lib/db/transaction'
import { newId, type AgentId, type DelegationId, type MandateId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makeBareAgents, makeHops, makeMandate } from '@/lib/testing/hops'
import { anyProof, makePoint } from '@/lib/testing/points'
import { withProof } from '@/lib/testing/proofs'
import { halt, previewHalt, recordCalls, restore, type Point } from '.'
import { DecisionRecord, OutcomeRecord, type CallRecord } from './feed-contract'

const database = await testDatabase()
let staff: Staff
let point: Point
let top: AgentId
let below: AgentId
let mandate: MandateId
let token: DelegationId
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  point = await makePoint()
})
afterAll(() => closeDatabase())
beforeEach(async () => {
  staff = await makeStaff()
  ;[top, below] = (await makeBareAgents(staff, ['top', 'below'])) as [AgentId, AgentId]
  mandate = await makeMandate(staff, top)
  token = (await makeHops(staff, [{ mandateId: mandate, path: [top] }, { mandateId: mandate, path: [top, below] }]))[1] as DelegationId
})

const claims = (over: Record<string, unknown> = {}) => ({
  jti: token, tenant: staff.tenantId, sub: staff.owner.id, client_id: below, mandate, purpose: 'p', run_id: 'run', scope: 'mcp:files:read', doc: 'sha-256:x', ...over,
}) // prettier-ignore
const decision = (over: Record<string, unknown> = {}): DecisionRecord =>
  DecisionRecord.parse({
    kind: 'decision', id: newId(), at: Date.now(), result: 'allowed', claims: claims(), server: 'files', tool: 'read',
    parameters_digest: 'sha-256:p', parameters_redacted: { path: '/tmp' }, checks: [{ check: 'containment', ok: true, detail: 'not contained' }], ...over,
  }) // prettier-ignore
const outcome = (cause: string, over: Record<string, unknown> = {}): OutcomeRecord =>
  OutcomeRecord.parse({ kind: 'outcome', id: newId(), cause_id: cause, at: Date.now(), result: 'ok', ms: 12.5, ...over })
async function send(...records: CallRecord[]) {
  const answered = await recordCalls(point, records, anyProof())
  if (!answered.ok) throw new Error(answered.refusal.code)
  return answered.value
}
const entryOf = (id: string) => read('system', (tx) => tx.ledgerEntry.findUnique({ where: { id } }))
const outcomesOf = (id: string) => read('system', (tx) => tx.ledgerEntry.findMany({ where: { causeId: id } }))
const inFlight = () => read(staff.tenantId, (tx) => tx.callInFlight.findMany({ where: { tenantId: staff.tenantId } }))
const haltTop = async () => {
  const done = await halt(staff.admin, { agentId: top })
  if (!done.ok) throw new Error(done.refusal.code)
  return done.value
}

describe('a server that guards itself', () => {
  it('17: speaks of calls to itself with tokens for itself, in its own tenant, and of no others', async () => {
    const own = await makePoint({ tenantId: staff.tenantId, guards: { server: 'files', resource: 'http://gateway.test/mcp/files' } })
    const say = async (by: Point, over: Record<string, unknown> = {}) => (await recordCalls(by, [decision(over)], anyProof())) as { value: { status: string }[] }
    expect((await say(own)).value).toMatchObject([{ status: 'recorded' }])
    expect((await say(own, { server: 'mail' })).value).toMatchObject([{ status: 'refused', reason: 'unknown_token' }])
    expect((await say({ ...own, guards: { server: 'files', resource: 'https://files.example/' } })).value).toMatchObject([{ status: 'refused', reason: 'unknown_token' }])
    const foreign = await makePoint({ tenantId: (await makeStaff()).tenantId, guards: { server: 'files', resource: 'http://gateway.test/mcp/files' } })
    expect((await say(foreign)).value).toMatchObject([{ status: 'refused', reason: 'unknown_token' }])
  })
})

describe('a decision', () => {
  it('is kept before it is answered, with the chain of the hop and not the one that the point tells', async () => {
    const record = decision({ claims: claims({ sub: 'somebody else', act: { sub: 'nobody' } }) })
    expect(await send(record)).toEqual([{ id: record.id, status: 'recorded' }])
    expect(await entryOf(record.id)).toMatchObject({
      tenantId: staff.tenantId, action: 'tool.call', result: 'allowed', actorKind: 'agent', actorId: below, actorName: 'below', rootPersonId: staff.owner.id,
      chain: [top, below], delegationId: token, mandateId: mandate, toolServer: 'files', tool: 'read', purpose: 'pays what is due',
      detail: { decision: record.checks, parameters: { path: '/tmp' }, point: { id: point.id, name: point.name } },
    }) // prettier-ignore
    expect(await inFlight()).toMatchObject([{ id: record.id, path: [top, below], tool: 'mcp:files:read', pointId: point.id }])
    expect(await previewHalt(staff.admin, { agentId: top })).toMatchObject({ ok: true, value: { calls_in_flight: 1 } })
  })

  it('[21] of a chain that is halted is kept as denied and answered `contained`, whatever the point decided', async () => {
    await haltTop()
    const record = decision()
    expect(await send(record)).toEqual([{ id: record.id, status: 'contained', reason: 'containment' }])
    expect(await entryOf(record.id)).toMatchObject({ result: 'denied', reason: 'containment', detail: { decision: [{ check: 'containment', ok: false }] } })
    expect(await inFlight()).toEqual([])
  })

  it('[27] with a token from before an order stays contained after the order is lifted', async () => {
    const { order_id: orderId } = await haltTop()
    await withProof(restore, staff.owner, { orderId, reason: 'all is well again' })
    expect(await send(decision())).toMatchObject([{ status: 'contained' }])
    const [fresh] = await makeHops(staff, [{ mandateId: mandate, path: [top, below], epoch: 2 }])
    expect(await send(decision({ claims: claims({ jti: fresh }) }))).toMatchObject([{ status: 'recorded' }])
  })

  it('[15] is refused when the token was revoked, or the mandate withdrawn or over', async () => {
    await transaction(staff.tenantId, async (tx) => ok(await tx.delegation.update({ where: { id: token }, data: { revokedAt: new Date() } })))
    expect(await send(decision())).toMatchObject([{ status: 'refused', reason: 'revoked' }])
    const [other] = await makeHops(staff, [{ mandateId: mandate, path: [top, below] }])
    await transaction(staff.tenantId, async (tx) => ok(await tx.mandate.update({ where: { id: mandate }, data: { withdrawnAt: new Date() } })))
    const record = decision({ claims: claims({ jti: other }) })
    expect(await send(record)).toMatchObject([{ status: 'refused', reason: 'mandate' }])
    expect(await entryOf(record.id)).toMatchObject({ result: 'denied', reason: 'mandate' })
  })

  it('[17] of a token that is another tenant’s, unknown, or not this point’s business is refused', async () => {
    const stranger = await makeStaff()
    const mine = await makePoint({ tenantId: stranger.tenantId })
    for (const [at, over] of [
      [point, { tenant: stranger.tenantId }],
      [point, { jti: newId() }],
      [point, { jti: 'not an id' }],
      [mine, {}],
    ] as const) {
      const record = decision({ claims: claims(over) })
      expect(await recordCalls(at, [record], anyProof())).toMatchObject({ ok: true, value: [{ status: 'refused', reason: 'unknown_token' }] })
      expect(await entryOf(record.id)).toMatchObject({ tenantId: SYSTEM_TENANT, result: 'denied', actorKind: 'point' })
    }
  })

  it('that denies is kept as it is, with its first failed check as the reason', async () => {
    const checks = [{ check: 'signature', ok: true, detail: '' }, { check: 'scope', ok: false, detail: 'mcp:files:write is not in the mandate' }]
    const record = decision({ result: 'denied', checks })
    expect(await send(record)).toEqual([{ id: record.id, status: 'recorded', reason: 'scope' }])
    expect(await entryOf(record.id)).toMatchObject({ result: 'denied', reason: 'scope', agentId: below })
    const tokenless = decision({ result: 'denied', reason: 'signature', claims: null, server: 'nobody-knows' })
    await send(tokenless)
    expect(await entryOf(tokenless.id)).toMatchObject({ tenantId: SYSTEM_TENANT, actorKind: 'point', actorId: point.id, reason: 'signature' })
  })

  it('[40] keeps hostile text inert, and one odd record does not stop the ones beside it', async () => {
    const deep = JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) as unknown
    const odd = decision({ tool: 'a\u0000b\u202Ec', parameters_redacted: { 'k\u0000': 'nul\u0000', lone: '\uD800', deep } })
    const plain = decision()
    expect(await send(odd, plain)).toMatchObject([{ status: 'recorded' }, { status: 'recorded' }])
    expect(await entryOf(odd.id)).toMatchObject({ tool: 'a\uFFFDb\uFFFDc', detail: { parameters: { 'k\uFFFD': 'nul\uFFFD', lone: '\uFFFD' } } })
  })

  it('is dated by the point’s clock only where that is near ours', async () => {
    const [late, near] = [decision({ at: Date.now() - 3_600_000 }), decision({ at: Date.now() - 1_000 })]
    await send(late, near)
    expect(Math.abs((await entryOf(late.id))!.occurredAt.getTime() - Date.now())).toBeLessThan(60_000)
    expect((await entryOf(near.id))!.occurredAt.getTime()).toBe(near.at)
  })

  it('sent again is answered again and kept once; what was halted since must not go on, and is ended as cut', async () => {
    const record = decision()
    await send(record)
    expect(await send(record, record)).toMatchObject([{ status: 'recorded' }, { status: 'recorded' }])
    expect(await inFlight()).toHaveLength(1)
    await haltTop()
    expect(await send(record)).toEqual([{ id: record.id, status: 'contained', reason: 'containment' }])
    expect(await inFlight()).toEqual([])
    expect(await outcomesOf(record.id)).toMatchObject([{ action: 'tool.outcome', result: 'cut', reason: 'containment' }])
  })

  it('cannot take the id of an entry of another point', async () => {
    const record = decision()
    await send(record)
    const other = await makePoint()
    expect(await recordCalls(other, [record], anyProof())).toMatchObject({ ok: true, value: [{ status: 'refused', reason: 'id_in_use' }] })
    expect(await recordCalls(other, [outcome(record.id)], anyProof())).toMatchObject({ ok: true, value: [{ status: 'refused', reason: 'unknown_cause' }] })
  })
})

describe('an outcome', () => {
  it('ends the call, carries its chain, and may come in the batch of its decision', async () => {
    const first = decision()
    await send(first)
    const second = decision()
    const [endOfFirst, endOfSecond] = [outcome(first.id), outcome(second.id, { result: 'cut', reason: 'containment' })]
    expect(await send(endOfFirst, second, endOfSecond, endOfFirst)).toMatchObject(Array.from({ length: 4 }, () => ({ status: 'recorded' })))
    expect(await inFlight()).toEqual([])
    expect(await outcomesOf(first.id)).toMatchObject([{ id: endOfFirst.id, result: 'ok', chain: [top, below], rootPersonId: staff.owner.id, detail: { ms: 12.5 } }])
    expect(await outcomesOf(second.id)).toMatchObject([{ result: 'cut', reason: 'containment' }])
  })

  it('of a call that was denied, or that nobody decided, is refused', async () => {
    const denied = decision({ result: 'denied', reason: 'scope' })
    expect(await send(denied, outcome(denied.id), outcome(newId()))).toMatchObject([{ status: 'recorded' }, { status: 'refused' }, { status: 'refused' }])
  })

  it('is given by a point that starts anew, for all that was in flight through the one before', async () => {
    const calls = [decision(), decision()]
    await send(...calls)
    const other = await makePoint()
    await recordCalls(other, [{ kind: 'started', id: newId(), at: Date.now() }], anyProof())
    expect(await inFlight()).toHaveLength(2)
    await send({ kind: 'started', id: newId(), at: Date.now() })
    expect(await inFlight()).toEqual([])
    expect(await outcomesOf(calls[0]!.id)).toMatchObject([{ result: 'failed', reason: 'point_restarted' }])
  })
})

describe('a request', () => {
  it('[18] is taken once of twenty at once with one proof', async () => {
    const proof = anyProof()
    const done = await Promise.all(Array.from({ length: 20 }, () => recordCalls(point, [decision()], proof)))
    expect(done.filter((result) => result.ok)).toHaveLength(1)
    expect(await inFlight()).toHaveLength(1)
  })

  it('[21] raced by a halt leaves no allowed call that the order did not count', async () => {
    for (let n = 0; n < 40; n++) {
      const [agent] = (await makeBareAgents(staff, [`raced-${n}`])) as [AgentId]
      const [jti] = await makeHops(staff, [{ mandateId: mandate, path: [agent] }])
      const calls = Array.from({ length: 4 }, () => send(decision({ claims: claims({ jti }) })))
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 6))
      const ordered = await halt(staff.admin, { agentId: agent })
      if (!ordered.ok) throw new Error(ordered.refusal.code)
      const answers = (await Promise.all(calls)).flat()
      expect(answers.filter(({ status }) => status === 'recorded')).toHaveLength(ordered.value.covered.calls_in_flight)
    }
  })
})
