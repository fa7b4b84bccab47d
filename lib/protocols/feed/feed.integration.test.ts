import { randomBytes } from 'node:crypto'
import { compactVerify, SignJWT } from 'jose'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { read, transaction } from '@/lib/db/transaction'
import { getOrder, halt, restore, type Point } from '@/lib/identity/containment'
import { issueEnrolmentCode } from '@/lib/identity/containment/enrolment-code'
import { newId, type AgentId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makeBareAgents, makeHops, makeMandate } from '@/lib/testing/hops'
import { makePoint, pointKeys, proofBy, type PointKeys } from '@/lib/testing/points'
import { withProof } from '@/lib/testing/proofs'
import { testSigner } from '@/lib/testing/signer'
import { feedRoutes, type Feed } from './routes'

const ISSUER = 'http://authority.test'
const database = await testDatabase()
const signer = await testSigner()
let feed: Feed
/** A second authority process, as far as the feed can tell: its own connection, memory and timers. */
let other: Feed
let owner: pg.Client
let point: Point & PointKeys
let staff: Staff
let agent: AgentId

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  feed = feedRoutes({ issuer: ISSUER, signer })
  other = feedRoutes({ issuer: ISSUER, signer })
  point = await makePoint()
  await eventually(async () => expect((await lease(feed)).status).toBe(200))
  await eventually(async () => expect((await lease(other)).status).toBe(200))
})
afterAll(async () => {
  await feed.close()
  await other.close()
  await owner.end()
  await closeDatabase()
})
beforeEach(async () => {
  staff = await makeStaff()
  agent = (await makeBareAgents(staff, ['halted']))[0] as AgentId
})

type Sent = { method?: 'GET' | 'POST'; body?: unknown; keys?: PointKeys; claims?: Record<string, unknown>; proof?: string; host?: string }
async function send(to: Feed, path: string, { method = 'POST', body, keys = point, claims = {}, proof, host = ISSUER }: Sent = {}): Promise<Response> {
  const dpop = proof ?? (await proofBy(keys, method, `${ISSUER}${path}`, claims))
  const payload = body === undefined ? {} : { body: JSON.stringify(body), headers: { dpop, 'content-type': 'application/json' } }
  return to.request(`${host}${path}`, { method, headers: { dpop }, ...payload })
}
const aNonce = () => randomBytes(16).toString('base64url')
const lease = (to: Feed, over: Sent = {}) => send(to, '/feed/lease', { body: { nonce: aNonce() }, ...over })
async function payloadOf(jws: string, typ: string): Promise<Record<string, never>> {
  const { payload, protectedHeader } = await compactVerify(jws, signer.publicKey)
  expect(protectedHeader.typ).toBe(typ)
  return JSON.parse(new TextDecoder().decode(payload)) as Record<string, never>
}
async function leased(to: Feed): Promise<{ epochs: Record<string, number> }> {
  const { lease: jws } = (await (await lease(to)).json()) as { lease: string }
  return { epochs: (await payloadOf(jws, 'lanyard-lease+jwt'))['epochs'] ?? {} }
}
async function eventually(look: () => Promise<void>, ms = 25_000): Promise<void> {
  const until = performance.now() + ms
  for (;;) {
    try {
      return await look()
    } catch (error) {
      if (performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}
async function halted(): Promise<{ orderId: string; epoch: number }> {
  const done = await halt(staff.admin, { agentId: agent })
  if (!done.ok) throw new Error(done.refusal.code)
  return { orderId: done.value.order_id, epoch: done.value.epoch }
}

type Event = { tenant: string; epoch: number; order_id: string; covers: unknown[]; committed_at: number }
/** Reads a stream as a point does; `events` fills while it is read. */
async function follow(to: Feed): Promise<{ events: Event[]; ended: Promise<void>; stop(): Promise<void> }> {
  const response = await send(to, '/feed/stream', { method: 'GET' })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const events: Event[] = []
  let text = ''
  const ended = (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += new TextDecoder().decode(part.value)
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const jws = /^event: epoch\nid: .*\ndata: (.+)$/m.exec(block)?.[1]
        if (jws) events.push((await payloadOf(jws, 'lanyard-epoch+jwt')) as unknown as Event)
      }
    }
  })()
  return { events, ended, stop: () => reader.cancel() }
}

describe('who may ask', () => {
  it('is a point whose enrolled key signed this very request, and nobody else', async () => {
    const refused = async (response: Promise<Response>) => {
      const { status, headers } = await response
      expect([status, headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('invalid_dpop_proof')])
    }
    const elsewhere = await proofBy(point, 'POST', `${ISSUER}/feed/records`)
    await refused(lease(feed, { keys: pointKeys() }))
    await refused(lease(feed, { proof: 'none' }))
    await refused(lease(feed, { proof: elsewhere }))
    await refused(lease(feed, { claims: { htm: 'GET' } }))
    await refused(lease(feed, { claims: { htu: 'http://evil.test/feed/lease' } }))
    for (const seconds of [-31, -3_600, 32, 3_600]) await refused(lease(feed, { claims: { iat: Math.floor(Date.now() / 1000) + seconds } }))
    for (const path of ['/feed/snapshot', '/feed/config', '/feed/stream']) await refused(send(feed, path, { method: 'GET', keys: pointKeys() }))
    for (const path of ['/feed/records', '/feed/receipts', '/feed/tools']) await refused(send(feed, path, { body: {}, keys: pointKeys() }))
    await refused(Promise.resolve(feed.request(`${ISSUER}/feed/lease`, { method: 'POST' })))
  })

  it('[36] is not decided by the Host that the request names', async () => {
    expect((await lease(feed, { host: 'http://forged.test' })).status).toBe(200)
  })

  it('[18] may use a proof once; for what writes, once in all processes', async () => {
    const proof = await proofBy(point, 'POST', `${ISSUER}/feed/lease`)
    const answers = await Promise.all(Array.from({ length: 10 }, () => lease(feed, { proof })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const writing = await proofBy(point, 'POST', `${ISSUER}/feed/records`)
    const body = { records: [] }
    expect((await send(feed, '/feed/records', { body, proof: writing })).status).toBe(200)
    expect((await send(other, '/feed/records', { body, proof: writing })).status).toBe(401)
  })

  it('is a point no longer once it is revoked; its streams end', async () => {
    const gone = await makePoint()
    expect((await lease(feed, { keys: gone })).status).toBe(200)
    const response = await send(feed, '/feed/stream', { method: 'GET', keys: gone })
    await transaction('system', async (tx) => ok(await tx.enforcementPoint.update({ where: { id: gone.id }, data: { revokedAt: new Date() } })))
    await eventually(async () => expect((await lease(feed, { keys: gone })).status).toBe(401))
    await response.text() // resolves because the stream was closed
  })

  it('enrols with a code and the key it signs with, and may ask at once, at every process', async () => {
    const keys = pointKeys()
    const enrol = async (over: Record<string, unknown>, by = keys) =>
      send(feed, '/feed/enrol', { keys: by, body: { code: await issueEnrolmentCode(database.ownerUrl, 'edge'), name: 'edge', url: 'http://edge.test', jwk: keys.jwk, ...over } })
    expect((await enrol({}, pointKeys())).status).toBe(400) // signed by another key than it names
    expect((await enrol({ code: 'x'.repeat(43) })).status).toBe(403)
    expect((await enrol({ name: 'Edge!' })).status).toBe(400)
    const done = await enrol({})
    expect([done.status, await done.json()]).toEqual([201, { point_id: expect.any(String), name: 'edge', lease_ms: 3_000 }])
    expect((await lease(feed, { keys })).status).toBe(200)
    expect((await lease(other, { keys })).status).toBe(200)
  })
})

describe('the lease', () => {
  it('answers the nonce with the epochs of the tenants that the point serves, from both processes', async () => {
    const nonce = aNonce()
    const { lease: jws } = (await (await lease(feed, { body: { nonce } })).json()) as { lease: string }
    expect(await payloadOf(jws, 'lanyard-lease+jwt')).toMatchObject({ iss: ISSUER, aud: point.id, nonce, iat: expect.any(Number), age_ms: expect.any(Number) })
    const { epoch } = await halted()
    for (const process of [feed, other]) await eventually(async () => expect((await leased(process)).epochs[staff.tenantId]).toBe(epoch))
    const narrow = await makePoint({ tenantId: staff.tenantId })
    const own = (await (await lease(feed, { keys: narrow })).json()) as { lease: string }
    expect((await payloadOf(own.lease, 'lanyard-lease+jwt')).epochs).toEqual({ [staff.tenantId]: epoch })
  })

  it('is noted, for people to see', async () => {
    await eventually(async () => {
      await lease(feed)
      const { lastLeaseAt } = await read('system', (tx) => tx.enforcementPoint.findUniqueOrThrow({ where: { id: point.id } }))
      expect(Date.now() - (lastLeaseAt?.getTime() ?? 0)).toBeLessThan(5_000)
    })
  })

  it('refuses a nonce that is none', async () => {
    for (const nonce of [undefined, '', 'short', 'x'.repeat(200), 5, { a: 1 }]) expect((await lease(feed, { body: { nonce } })).status).toBe(400)
  })

  it('[23] is not signed on a view that is older than a second, and is again when the database is back', async () => {
    const login = decodeURIComponent(new URL(database.authorityUrl).username)
    await owner.query(`alter role ${login} nologin`)
    await owner.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and datname = current_database()`, [login])
    await eventually(async () => expect((await lease(feed)).status).toBe(503))
    await owner.query(`alter role ${login} login`)
    await eventually(async () => expect((await lease(feed)).status).toBe(200))
  })
})

describe('the stream', () => {
  it('tells an order and its lifting, signed, at every process', async () => {
    const streams = [await follow(feed), await follow(other)]
    const { orderId, epoch } = await halted()
    for (const { events } of streams) await eventually(async () => expect(events.filter(({ tenant }) => tenant === staff.tenantId)).toHaveLength(1))
    expect(streams[0]!.events.at(-1)).toMatchObject({ iss: ISSUER, tenant: staff.tenantId, epoch, order_id: orderId, covers: [{ kind: 'agent', id: agent, epoch, active: true }] })
    expect(Math.abs(Date.now() - streams[0]!.events.at(-1)!.committed_at)).toBeLessThan(60_000)
    await withProof(restore, staff.owner, { orderId, reason: 'found and fixed' })
    for (const { events } of streams) await eventually(async () => expect(events.at(-1)).toMatchObject({ epoch: epoch + 1, covers: [{ id: agent, epoch, active: false }] }))
    await Promise.all(streams.map((stream) => stream.stop()))
  })

  it('says that an agent is still contained when one of two orders over it is lifted', async () => {
    const { events, stop } = await follow(feed)
    const [first] = [await halted(), await halted()]
    await withProof(restore, staff.owner, { orderId: first!.orderId, reason: 'the other one holds' })
    await eventually(async () => expect(events.at(-1)).toMatchObject({ epoch: 3, covers: [{ id: agent, epoch: 2, active: true }] }))
    await stop()
  })

  it('tells many orders at once in the order of their epochs, none left out', async () => {
    const { events, stop } = await follow(feed)
    // Two lanes, as there are two connections for orders: more at once would wait for one, and on a busy machine in vain.
    const lane = async () => {
      for (let n = 0; n < 4; n++) await halted()
    }
    await Promise.all([lane(), lane()])
    await eventually(async () => expect(events.filter(({ tenant }) => tenant === staff.tenantId).map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]), 20_000)
    await stop()
  })

  it('[25] tells what was ordered while the listening connection was dead', async () => {
    const { events, stop } = await follow(feed)
    for (let n = 0; n < 3; n++) {
      await owner.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lanyard-listen' and datname = current_database()`)
      const { epoch } = await halted() // committed, and notified, while nobody listens
      await eventually(async () => expect(events.at(-1)).toMatchObject({ tenant: staff.tenantId, epoch }))
      await eventually(async () => expect((await leased(feed)).epochs[staff.tenantId]).toBe(epoch))
    }
    await stop()
  })

  it('[25] tells what was never notified: it is found by looking', async () => {
    const { events, stop } = await follow(feed)
    await owner.query(
      `insert into containment_order (id, tenant_id, grain, mode, target_id, target_name, epoch, snapshot_digest, covered, ordered_by, ordered_by_kind, ordered_by_name, committed_at)
       values ($1, $2, 'agent', 'suspend', $3, 'halted', 7, 'd', '{}', 'x', 'person', 'x', now())`,
      [newId(), staff.tenantId, agent],
    )
    await owner.query(`insert into containment_cover (order_id, tenant_id, kind, subject_id, epoch) select id, tenant_id, 'agent', $2, 7 from containment_order where tenant_id = $1`, [staff.tenantId, agent])
    await owner.query('insert into containment_epoch (tenant_id, epoch) values ($1, 7)', [staff.tenantId])
    await eventually(async () => expect(events.at(-1)).toMatchObject({ tenant: staff.tenantId, epoch: 7 }))
    await stop()
  })

  it('is one of few that a point may hold; the oldest is ended for a new one', async () => {
    const streams = []
    for (let n = 0; n < 5; n++) streams.push(await follow(feed))
    await streams[0]!.ended
    await Promise.all(streams.slice(1).map((stream) => stream.stop()))
  })
})

describe('the snapshot', () => {
  it('holds every cover, with the orders that the point has not confirmed', async () => {
    const { orderId, epoch } = await halted()
    const answer = (await (await send(feed, '/feed/snapshot', { method: 'GET' })).json()) as { snapshot: string }
    const snapshot = (await payloadOf(answer.snapshot, 'lanyard-snapshot+jwt')) as unknown as { aud: string; tenants: { tenant: string }[] }
    expect(snapshot.aud).toBe(point.id)
    expect(snapshot.tenants.find(({ tenant }) => tenant === staff.tenantId)).toEqual({
      tenant: staff.tenantId, epoch, covers: [{ kind: 'agent', id: agent, epoch, active: true, watched: false }], unconfirmed: [{ order_id: orderId, epoch }],
    }) // prettier-ignore
    await withProof(restore, staff.owner, { orderId, reason: 'found and fixed' })
    const later = (await (await send(other, '/feed/snapshot', { method: 'GET' })).json()) as { snapshot: string }
    const after = (await payloadOf(later.snapshot, 'lanyard-snapshot+jwt')) as unknown as typeof snapshot
    expect(after.tenants.find(({ tenant }) => tenant === staff.tenantId)).toMatchObject({ epoch: epoch + 1, covers: [{ epoch, active: false }], unconfirmed: [] })
  })
})

describe('receipts and records', () => {
  const receiptBy = (keys: PointKeys, claims: object, typ = 'lanyard-receipt+jwt') =>
    new SignJWT({ iss: point.id, aud: ISSUER, enforced_at: Date.now(), ms: 3, cut_calls: 1, ...claims }).setProtectedHeader({ alg: 'ES256', typ, kid: keys.thumbprint }).sign(keys.privateKey)

  it('are taken from the point that signed them, for this authority', async () => {
    const { orderId, epoch } = await halted()
    const claims = { order_id: orderId, epoch }
    const post = async (receipt: string) => (await send(feed, '/feed/receipts', { body: { receipt } })).status
    expect(await post(await receiptBy(pointKeys(), claims))).toBe(400)
    expect(await post(await receiptBy(point, { ...claims, iss: newId() }))).toBe(400)
    expect(await post(await receiptBy(point, { ...claims, aud: 'http://elsewhere.test' }))).toBe(400)
    expect(await post(await receiptBy(point, claims, 'dpop+jwt'))).toBe(400)
    expect(await post(await receiptBy(point, { ...claims, epoch: epoch + 1 }))).toBe(400)
    expect(await post(await receiptBy(point, { ...claims, order_id: newId() }))).toBe(404)
    expect(await post('not.a.jws')).toBe(400)
    const order = await getOrder(staff.admin, { orderId })
    expect(order.ok && order.value.points.find(({ id }) => id === point.id)?.receipt).toBe(null)
    expect(await post(await receiptBy(point, claims))).toBe(200)
    const confirmed = await getOrder(staff.admin, { orderId })
    expect(confirmed.ok && confirmed.value.points.find(({ id }) => id === point.id)).toMatchObject({ state: 'confirmed', receipt: { cut_calls: 1 } })
  })

  it('are in the answer to a halt when they come at once', async () => {
    // The answer waits for a second and a half: what a busy machine was too slow for is done again.
    await eventually(async () => {
      await lease(feed)
      const { lastLeaseAt } = await read('system', (tx) => tx.enforcementPoint.findUniqueOrThrow({ where: { id: point.id } }))
      expect(Date.now() - (lastLeaseAt?.getTime() ?? 0)).toBeLessThan(1_000)
      const { events, stop } = await follow(feed)
      const ordered = halt(staff.admin, { agentId: agent })
      await eventually(async () => expect(events).toHaveLength(1))
      const { order_id, epoch } = events[0]!
      const sent = await send(other, '/feed/receipts', { body: { receipt: await receiptBy(point, { order_id, epoch }) } })
      const { ms } = (await sent.json()) as { ms: number }
      const done = await ordered
      await stop()
      expect(done.ok && done.value.receipts).toEqual(expect.arrayContaining([{ point: point.name, ms }]))
    })
  })

  it('answer a call of a halted chain with `contained`, and what is no record alone with `refused`', async () => {
    const mandate = await makeMandate(staff, agent)
    const [jti] = await makeHops(staff, [{ mandateId: mandate, path: [agent] }])
    const claims = { jti, tenant: staff.tenantId, sub: staff.owner.id, client_id: agent, mandate, purpose: 'p', run_id: 'r', scope: 's', doc: 'd' }
    const record = () => ({ kind: 'decision', id: newId(), at: Date.now(), result: 'allowed', claims, server: 'files', tool: 'read', checks: [] })
    const [first, second] = [record(), record()]
    const post = async (records: unknown[]) => (await send(feed, '/feed/records', { body: { records } })).json()
    expect(await post([first, { id: 'odd', kind: 'nothing' }, 7])).toEqual({
      answers: [{ id: first.id, status: 'recorded' }, { id: 'odd', status: 'refused', reason: 'invalid' }, { id: '', status: 'refused', reason: 'invalid' }],
    })
    await halted()
    expect(await post([second])).toEqual({ answers: [{ id: second.id, status: 'contained', reason: 'containment' }] })
  })

  it('[7] are bounded, and what is not JSON is refused', async () => {
    expect((await send(feed, '/feed/records', { body: { records: ['x'.repeat(1_100_000)] } })).status).toBe(413)
    expect((await send(feed, '/feed/lease', { body: { nonce: 'x'.repeat(70_000) } })).status).toBe(413)
    const dpop = await proofBy(point, 'POST', `${ISSUER}/feed/records`)
    expect((await feed.request(`${ISSUER}/feed/records`, { method: 'POST', headers: { dpop }, body: '{' })).status).toBe(400)
  })

  it('come with the tool servers that the point stands in front of', async () => {
    const id = newId<'tool_server'>()
    const transport = { kind: 'stdio', command: 'mcp-server-everything', args: ['stdio'] }
    await transaction('system', async (tx) => ok(await tx.toolServer.create({ data: { id, tenantId: staff.tenantId, slug: `s${id.slice(-8)}`, title: 'S', transport, createdBy: 'x' } })))
    const { servers } = (await (await send(feed, '/feed/config', { method: 'GET' })).json()) as { servers: { id: string }[] }
    expect(servers.find((server) => server.id === id)).toEqual({ id, tenantId: staff.tenantId, slug: `s${id.slice(-8)}`, transport, tools: [] })
    const found = await send(feed, '/feed/tools', { body: { server_id: id, tools: [{ name: 'echo' }] } })
    expect(await found.json()).toEqual({ changed: true })
  })
})
