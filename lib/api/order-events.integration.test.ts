import { testNotificationSecrets } from '@/lib/testing/notification-secrets'
import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { expireOrders, explainOrder, halt, recordReceipt } from '@/lib/identity/containment'
import type { OrderView } from '@/lib/identity/containment/contract'
import { newId, trustedId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import type { TestPerson } from '@/lib/testing/people'
import { makePoint } from '@/lib/testing/points'
import { noteSigner } from '@/lib/tlog'
import { managementApi, type ManagementApi } from './server'

const database = await testDatabase()
const WITHIN_MS = 60_000
const ROOT = 'root-token-of-this-installation'
let staff: Staff
let api: ManagementApi
const problems: unknown[] = []

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  staff = await makeStaff()
  const settings = { issuer: 'http://authority.test', gatewayUrl: 'http://gateway.test', trustDomain: 'test.local', ...testNotificationSecrets, receiverSecret: (id: string) => id, makeSigningKeys: async () => [], signerOf: (tenant: string) => noteSigner(`log.test/log/${tenant}`, Buffer.alloc(32, 1)) }
  api = managementApi({ ...settings, rootToken: ROOT, company: staff.tenantId, log: (_event, fields) => void problems.push(fields) })
})
afterAll(async () => {
  await api.close()
  await closeDatabase()
})

async function signIn(person: TestPerson): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const id = createHash('sha256').update(token).digest('base64url')
  await transaction(person.tenantId, async (tx) => ok(await tx.personSession.create({ data: { id, tenantId: person.tenantId, personId: person.id, clientId: 'console', expiresAt: new Date(Date.now() + 3_600_000) } })))
  return token
}

async function haltSomething(): Promise<{ orderId: string; epoch: number }> {
  const { agent } = await makeAgent(staff, { name: `halted-${newId().slice(-8)}` })
  const done = await halt(staff.analyst, { agentId: agent.id })
  if (!done.ok) throw new Error(done.refusal.code)
  return { orderId: done.value.order_id, epoch: done.value.epoch }
}

/** As no service may do it: an order's time is set when it is given. */
async function timeIsOver(orderId: string): Promise<void> {
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await owner.query('update containment_order set until = now() where id = $1', [orderId])
  await owner.end()
}

type Event = { event: string; data: string; id: string | null }
type Stream = { events: Event[]; ended: () => boolean; hangUp: () => Promise<void> }

const ask = (orderId: string, token: string, lastId?: string) =>
  api.request(`/api/v1/containment/orders/${orderId}/events`, { headers: { authorization: `Bearer ${token}`, ...(lastId ? { 'last-event-id': lastId } : {}) } })

/** As a browser reads it: by blank lines. */
async function open(orderId: string, token: string, lastId?: string): Promise<Stream> {
  const response = await ask(orderId, token, lastId)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  const events: Event[] = []
  let [text, over] = ['', false]
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  const read = async (): Promise<void> => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const blocks = (text + next.value).split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? null
        if (field('event')) events.push({ event: field('event') ?? '', data: field('data') ?? '', id: field('id') })
      }
    }
    over = true
  }
  void read()
  return { events, ended: () => over, hangUp: () => reader.cancel() }
}

const orders = ({ events }: Stream): OrderView[] => events.filter(({ event }) => event === 'order').map(({ data }) => JSON.parse(data) as OrderView)
const until = (holds: () => boolean) => expect.poll(holds, { timeout: WITHIN_MS }).toBe(true)

describe('the board of an order, as events', () => {
  it('is told of a receipt, of a reason and of its end, to each who watches, and then ends', async () => {
    const point = await makePoint()
    const { orderId, epoch } = await haltSomething()
    const streams = [await open(orderId, await signIn(staff.analyst)), await open(orderId, await signIn(staff.auditor)), await open(orderId, ROOT)]
    for (const stream of streams) await until(() => orders(stream).length > 0)
    expect(orders(streams[0] as Stream)[0]).toMatchObject({ id: orderId, points: expect.arrayContaining([expect.objectContaining({ id: point.id, state: 'fails_closed' })]) })

    const claims = { iss: point.id, aud: 'http://authority.test', order_id: trustedId<'containment_order'>(orderId), epoch, enforced_at: Date.now(), ms: 1, cut_calls: 2 }
    expect(await recordReceipt(point, claims, 'signed')).toMatchObject({ ok: true })
    for (const stream of streams) await until(() => orders(stream).at(-1)?.points.find(({ id }) => id === point.id)?.receipt?.cut_calls === 2)

    expect(await explainOrder(staff.analyst, { orderId, reason: 'it did what nobody asked for' })).toMatchObject({ ok: true })
    for (const stream of streams) await until(() => orders(stream).at(-1)?.reason === 'it did what nobody asked for')

    // It came with the events, and whoever asks again with its id is not told the same once more.
    const lastId = (streams[0] as Stream).events.findLast(({ event }) => event === 'order')?.id ?? ''
    const again = await open(orderId, await signIn(staff.owner), lastId)
    await until(() => again.events.length > 0)
    expect(again.events[0]).toMatchObject({ event: 'beat' })

    await timeIsOver(orderId)
    await expireOrders()
    for (const stream of [...streams, again]) {
      await until(stream.ended)
      expect(orders(stream).at(-1)?.lifted).not.toBeNull()
      expect(stream.events.at(-1)).toMatchObject({ event: 'end', data: 'final' })
    }
    expect(orders(again)).toHaveLength(1)
  })

  it('is for those who may read the order, and for no other tenant', async () => {
    const { orderId } = await haltSomething()
    const stranger = await makeStaff()
    expect((await ask(orderId, 'not-a-token')).status).toBe(401)
    expect((await ask(orderId, await signIn(stranger.admin))).status).toBe(404)
    expect((await ask(newId(), ROOT)).status).toBe(404)
  })

  it('ends with the session, and tells it nothing of what comes after', async () => {
    const { orderId } = await haltSomething()
    const token = await signIn(staff.owner)
    const [mine, other] = [await open(orderId, token), await open(orderId, await signIn(staff.analyst))]
    await until(() => orders(mine).length === 1 && orders(other).length === 1)
    expect((await api.request('/api/v1/me/session', { method: 'DELETE', headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
    expect(await explainOrder(staff.analyst, { orderId, reason: 'said after the sign-out' })).toMatchObject({ ok: true })
    await until(() => orders(other).at(-1)?.reason === 'said after the sign-out')
    await until(mine.ended)
    expect(mine.events.at(-1)).toMatchObject({ event: 'end', data: 'session' })
    expect(orders(mine).every(({ reason }) => reason === null)).toBe(true)
    await other.hangUp()
  })

  it('is open four times in a session at most; one that was hung up makes room', async () => {
    const { orderId } = await haltSomething()
    const token = await signIn(staff.analyst)
    const streams = await Promise.all([1, 2, 3, 4].map(() => open(orderId, token)))
    const fifth = await ask(orderId, token)
    expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([429, '30'])
    await streams[0]?.hangUp()
    await open(orderId, token)
  })

  it('had no problem of its own', () => expect(problems).toEqual([]))
})
