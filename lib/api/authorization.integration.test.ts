import { testNotificationSecrets } from '@/lib/testing/notification-secrets'
import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { transaction } from '@/lib/db/transaction'
import { ROLES } from '@/lib/identity/access/contract'
import { PERMISSIONS } from '@/lib/identity/access/permissions'
import { newId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { agentKeyPair, documentFor, makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { sampleInput } from '@/lib/testing/endpoint-samples'
import { guardedIn, thingsIn } from '@/lib/testing/endpoint-things'
import { entriesOf, type TestPerson } from '@/lib/testing/people'
import { getOrder } from '@/lib/identity/containment'
import { exportLedger, publishCheckpoints, publishedHead, sequence } from '@/lib/identity/ledger'
import { packReview } from '@/lib/identity/reviews'
import { EXPORT_FORMATS } from '@/lib/kernel/export-formats'
import { cosigner, noteSigner } from '@/lib/tlog'
import { createApi } from './client'
import { STREAMS } from './contract/streams'
import { endpoints, managementApi } from './server'
import { verbs } from './verbs'

const database = await testDatabase()
const settings = { issuer: 'http://authority.test', gatewayUrl: 'http://gateway.test', trustDomain: 'test.local', ...testNotificationSecrets, sealSystemSecret: (_id: string, secret: string) => `sealed ${secret.length}`, reachSystem: async () => [{ check: 'system', ok: true, detail: 'it answered' }], receiverSecret: (id: string) => `secret of ${id}`, makeSigningKeys: async () => [], signerOf: (tenant: string) => noteSigner(`log.test/log/${tenant}`, Buffer.alloc(32, 1)), cosignerOf: (tenant: string) => cosigner(`log.test/witness/${tenant}`, Buffer.alloc(32, 2)) }
const ROOT = 'root-token-of-this-installation'
const acts = verbs(settings)
const table = [
  ...endpoints(acts),
  { name: 'ledger.export', spec: STREAMS.ledger.export, verb: exportLedger(settings) },
  { name: 'reviews.pack', spec: STREAMS.reviews.pack, verb: packReview(settings) },
  { name: 'containment.watch', spec: STREAMS.containment.watch, verb: getOrder },
]
const faults: unknown[] = []
let ours: Staff
let theirs: Staff
let api: ReturnType<typeof managementApi>
/** Ids of the other tenant's things, by the name that an endpoint has for them. */
let foreign: Record<string, string>

beforeAll(async () => {
  openDatabase(database.authorityUrl)
  ours = await makeStaff()
  theirs = await makeStaff()
  api = managementApi({ ...settings, rootToken: ROOT, company: ours.tenantId, log: (event, fields) => void faults.push({ event, ...fields }) })
  foreign = await thingsIn(acts, theirs, 'theirs')
})
afterAll(closeDatabase)

/** An access token of a person, as sign-in would have left it. */
async function tokenOf(person: TestPerson, over: { expiresAt?: Date; lastSeenAt?: Date; revokedAt?: Date } = {}): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const id = createHash('sha256').update(token).digest('base64url')
  await transaction(person.tenantId, async (tx) =>
    ok(await tx.personSession.create({ data: { id, tenantId: person.tenantId, personId: person.id, clientId: 'console', expiresAt: new Date(Date.now() + 3_600_000), ...over } })),
  )
  return token
}

type Spec = (typeof table)[number]['spec']
/** The request of an endpoint, with ids for all that it names, and values that its input takes. */
function requestOf(spec: Spec, ids: Record<string, string>, extra: Record<string, unknown> = {}) {
  const path = spec.path.replace(/:(\w+)/g, (_all, name: string) => ids[name] ?? newId())
  const inPath = new Set([...spec.path.matchAll(/:(\w+)/g)].map((match) => match[1]))
  const shape = (spec.input as unknown as { shape: Record<string, unknown> }).shape
  const samples: Record<string, unknown> = { ...sampleInput(ours), ...ids, ...extra }
  // The scopes of an order belong to one of its modes.
  if (spec.permission.startsWith('containment.')) delete samples.scopes
  // An order has one target.
  if (spec.permission !== 'containment.point.invite') delete samples.server
  // A kind of notifications is none of systems.
  if (spec.permission === 'registry.system.add') samples.kind = 'scim'
  // Days, and no people.
  if (spec.permission.startsWith('registry.lapse_rule.')) Object.assign(samples, { low: 90, medium: 90, high: 90, critical: 90 })
  // Of a step it says whether, of building the sample how far.
  if (spec.permission === 'incidents.step.set') delete samples.done
  const input = Object.fromEntries(Object.keys(shape).filter((name) => !inPath.has(name) && name in samples).map((name) => [name, samples[name]]))
  const query = spec.method === 'GET' ? `?${new URLSearchParams(input as Record<string, string>)}` : ''
  return { url: `/api/v1${path}${query}`, method: spec.method, ...(spec.method === 'GET' ? {} : { body: JSON.stringify(input) }) }
}

async function send(spec: Spec, ids: Record<string, string>, authorization: string | null) {
  const { url, ...init } = requestOf(spec, ids, spec.method === 'GET' ? { name: 'x' } : {})
  const headers = { ...(authorization ? { authorization } : {}), ...(spec.method === 'GET' ? {} : { 'content-type': 'application/json' }) }
  const response = await api.request(url, { ...init, headers })
  return { status: response.status, text: await response.text() }
}

describe('[35] every endpoint', { timeout: 240_000 }, () => {
  it('is in the table of verbs, under its own permission', () => {
    expect(table.length).toBeGreaterThan(25)
    for (const { name, spec, verb } of table) expect(verb.permission, name).toBe(spec.permission)
  })

  it('refuses whoever is not signed in, or no longer', async () => {
    const dead = [
      null,
      'Bearer not-a-token',
      `Bearer ${await tokenOf(ours.admin, { expiresAt: new Date(Date.now() - 1_000) })}`,
      `Bearer ${await tokenOf(ours.admin, { lastSeenAt: new Date(Date.now() - 31 * 60_000) })}`,
      `Bearer ${await tokenOf(ours.admin, { revokedAt: new Date() })}`,
      `Bearer ${ROOT}x`,
      `Bearer ${ROOT.slice(0, -1)}`,
    ]
    for (const { name, spec } of table) for (const authorization of dead) expect((await send(spec, foreign, authorization)).status, `${name} as ${authorization?.slice(0, 16)}`).toBe(401)
  })

  it('refuses each role that the table does not name, and records the attempt', async () => {
    const before = (await entriesOf(ours.tenantId)).length
    let refused = 0
    const things = await thingsIn(acts, ours, `role-test-${newId()}`)
    const own = { ...things, personId: ours.owner.id, to: ours.owner.id, agentIds: [things.agentId] as unknown as string, transferIds: [things.transferId] as unknown as string, server: await guardedIn(acts, ours) }
    const tokens = Object.fromEntries(await Promise.all(ROLES.map(async (role) => [role, await tokenOf(ours[role])])))
    for (const { name, spec } of table)
      for (const role of ROLES) {
        if ((PERMISSIONS[spec.permission].roles as readonly string[]).includes(role)) continue
        refused++
        const answer = await send(spec, own, `Bearer ${tokens[role]}`)
        expect([name, role, answer.status, JSON.parse(answer.text).code]).toEqual([name, role, 403, 'denied'])
      }
    for (const { name, spec } of table)
      if (!PERMISSIONS[spec.permission].root && spec.permission !== 'access.session.end') {
        refused++
        expect([name, (await send(spec, own, `Bearer ${ROOT}`)).status]).toEqual([name, 403])
      }
    expect(refused).toBeGreaterThan(15)
    expect((await entriesOf(ours.tenantId)).slice(before).filter((one) => one.result === 'denied').length).toBe(refused)
  })

  it('[17] [39] answers for another tenant’s id as for one that does not exist', async () => {
    const admin = `Bearer ${await tokenOf(ours.admin)}`
    let tried = 0
    for (const { name, spec } of table) {
      const names = [...spec.path.matchAll(/:(\w+)/g)].map((match) => match[1] as string)
      const inBody = Object.keys((spec.input as unknown as { shape: object }).shape).filter((field) => field === 'agentId' && !names.includes(field))
      if (names.length + inBody.length === 0 || ['containment.list', 'mandates.list', 'mandates.offers', 'transfers.list', 'incidents.list'].includes(name)) continue
      tried++
      for (const one of [...names, ...inBody]) expect(foreign, name).toHaveProperty(one)
      const [stranger, nobody] = [await send(spec, foreign, admin), await send(spec, { agentId: newId() }, admin)]
      expect([name, stranger.status], stranger.text).toEqual([name, 404])
      expect([name, nobody], name).toEqual([name, stranger])
    }
    expect(tried).toBeGreaterThan(12)
    // Lists that filter by an id answer as for an id of nobody: nothing.
    for (const name of ['containment.list', 'mandates.list', 'transfers.list', 'incidents.list', 'agents.list', 'events.list']) {
      const spec = table.find((entry) => entry.name === name)?.spec as Spec
      const filters = { agentId: foreign.agentId ?? '', person: theirs.owner.id, agent: foreign.agentId ?? '', delegation: foreign.delegationId ?? '' }
      const url = requestOf(spec, filters).url
      expect([name, JSON.parse(await (await api.request(url, { headers: { authorization: admin } })).text())]).toEqual([name, { items: [], next: null, ...(name === 'events.list' ? { searched_to: null } : {}) }])
    }
  })

  it('leaves nothing of another tenant in any list', async () => {
    const admin = `Bearer ${await tokenOf(ours.admin)}`
    const canaries = [theirs.tenantId, ...Object.values(foreign), theirs.owner.id, theirs.owner.email]
    for (const { name, spec } of table)
      if (spec.method === 'GET' && !spec.path.includes(':') && !['containment.preview', 'containment.selfTest', 'ledger.consistency', 'ledger.export', 'posture.rows'].includes(name)) {
        const response = await api.request(`/api/v1${spec.path}`, { headers: { authorization: admin } })
        const text = await response.text()
        expect([name, response.status], text).toEqual([name, 200])
        for (const canary of canaries) expect(text.includes(canary), `${name} holds ${canary}`).toBe(false)
      }
  })

  it('leaves nothing of another tenant in an export, whatever it filters by', async () => {
    const admin = `Bearer ${await tokenOf(ours.admin)}`
    await expect.poll(async () => (await sequence(), await publishCheckpoints(settings.signerOf), await publishedHead(ours.tenantId)), { timeout: 20_000 }).not.toBeNull()
    await expect.poll(async () => (await publishCheckpoints(settings.signerOf), await publishedHead(theirs.tenantId)), { timeout: 20_000 }).not.toBeNull()
    const canaries = [theirs.tenantId, foreign.agentId ?? '', foreign.eventId ?? '', theirs.owner.email]
    for (const format of EXPORT_FORMATS)
      for (const filter of ['', `&person=${theirs.owner.id}`, `&agent=${foreign.agentId}`, `&delegation=${foreign.delegationId}`]) {
        const response = await api.request(`/api/v1/ledger/export?format=${format}${filter}`, { headers: { authorization: admin } })
        const text = await response.text()
        expect([format, response.status]).toEqual([format, 200])
        const [file = '', manifest = ''] = text.split(/\r\n--lanyard-[0-9a-f]{48}(?:--)?\r\n/).slice(1)
        expect(manifest).toContain(`log.test/log/${ours.tenantId}`)
        for (const canary of canaries) expect(file.includes(canary), `${format}${filter} holds ${canary}`).toBe(false)
        if (filter === '') expect(Number(response.headers.get('x-lanyard-entries'))).toBeGreaterThan(10)
        else expect(response.headers.get('x-lanyard-entries')).toBe('0')
      }
    const consistency = await api.request('/api/v1/ledger/consistency?from=1', { headers: { authorization: admin } })
    expect(await consistency.json()).toMatchObject({ from: 1, checkpoint: expect.stringContaining(ours.tenantId) })
    expect((await api.request('/api/v1/ledger/consistency?from=1000000', { headers: { authorization: admin } })).status).toBe(404)
  })

  it('[41] takes no filter that is not a plain value', async () => {
    const admin = `Bearer ${await tokenOf(ours.admin)}`
    for (const { name, spec } of table) {
      if (spec.method !== 'GET') continue
      for (const field of Object.keys((spec.input as unknown as { shape: object }).shape)) {
        if (spec.path.includes(`:${field}`)) continue
        for (const query of [`${field}[not]=x`, `${field}[]=x`, `${field}=a&${field}=b`, `${field}=%00`]) {
          const response = await api.request(`/api/v1${spec.path.replace(/:(\w+)/g, (_all, id: string) => foreign[id] ?? '')}?${query}`, { headers: { authorization: admin } })
          expect([name, query, response.status]).toEqual([name, query, 400])
        }
      }
    }
  })

  it('faulted at nothing of this', () => expect(faults).toEqual([]))
})

describe('the typed client', () => {
  it('hands on values and refusals', async () => {
    const client = createApi({ origin: 'http://authority.test', token: await tokenOf(ours.owner), fetch: async (input, init) => api.request(String(input), init) })
    const registered = await client.agents.register({ document: documentFor(ours, { name: 'by-client' }), public_key: agentKeyPair().publicJwk })
    expect(registered).toMatchObject({ ok: true, value: { name: 'by-client', status: 'active' } })
    if (!registered.ok) return
    expect(await client.agents.get({ agentId: registered.value.id })).toEqual(registered)
    expect(await client.agents.list({ name: 'by-client', limit: 1 })).toMatchObject({ ok: true, value: { items: [{ id: registered.value.id }], next: null } })
    expect(await client.agents.get({ agentId: newId() })).toEqual({ ok: false, refusal: { code: 'not_found' } })
    expect(await client.mandates.list({ live: 'true' })).toMatchObject({ ok: true })
    expect(await client.people.invite({ email: 'x@example.com', name: 'X', role: 'owner' })).toMatchObject({ ok: false, refusal: { code: 'denied', reason: 'role' } })
  })

  it('stops an agent, and ends its own session', async () => {
    const token = await tokenOf(ours.owner)
    const client = createApi({ origin: 'http://authority.test', token, fetch: async (input, init) => api.request(String(input), init) })
    const { agent } = await makeAgent(ours, { name: 'to-be-halted' })
    expect(await client.containment.halt({ agentId: agent.id, reason: 'a test' })).toMatchObject({ ok: true, value: { covered: { agents: [{ id: agent.id, name: 'to-be-halted' }] }, receipts: [] } })
    expect(await client.agents.get({ agentId: agent.id })).toMatchObject({ ok: true, value: { status: 'suspended', contained_by: [{ reason: 'a test' }] } })
    expect(await client.me.signOut({})).toEqual({ ok: true, value: {} })
    expect(await client.me.get({})).toEqual({ ok: false, refusal: { code: 'signed_out' } })
    const sessions = await hotTransaction('system', (db) => db.query('select count(*)::int as n from person_session where person_id = $1 and revoked_at is not null', [ours.owner.id]))
    expect(sessions.rows[0].n).toBe(1)
  })
})
