import { testNotificationSecrets } from '@/lib/testing/notification-secrets'
import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { transaction } from '@/lib/db/transaction'
import { ROLES } from '@/lib/identity/access/contract'
import { PERMISSIONS } from '@/lib/identity/access/permissions'
import { makeLedgerEntry, makeMandate, makeOrder } from '@/lib/testing/rows'
import { makePoint } from '@/lib/testing/points'
import { newId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { agentKeyPair, documentFor, makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf, type TestPerson } from '@/lib/testing/people'
import { getOrder } from '@/lib/identity/containment'
import { exportLedger, publishCheckpoints, publishedHead, sequence } from '@/lib/identity/ledger'
import { EXPORT_FORMATS } from '@/lib/kernel/export-formats'
import { noteSigner } from '@/lib/tlog'
import { createApi } from './client'
import { STREAMS } from './contract/streams'
import { endpoints, managementApi } from './server'
import { verbs } from './verbs'

const database = await testDatabase()
const settings = { issuer: 'http://authority.test', gatewayUrl: 'http://gateway.test', trustDomain: 'test.local', ...testNotificationSecrets, receiverSecret: (id: string) => `secret of ${id}`, makeSigningKeys: async () => [], signerOf: (tenant: string) => noteSigner(`log.test/log/${tenant}`, Buffer.alloc(32, 1)) }
const ROOT = 'root-token-of-this-installation'
const table = [
  ...endpoints(verbs(settings)),
  { name: 'ledger.export', spec: STREAMS.ledger.export, verb: exportLedger(settings) },
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
  const { agent } = await makeAgent(theirs, { name: 'theirs' })
  const mandateId = await makeMandate(theirs, agent.id)
  const { orderId, delegationId } = await makeOrder(theirs, agent.id, mandateId)
  foreign = { agentId: agent.id, personId: theirs.analyst.id, mandateId, orderId, delegationId, eventId: await makeLedgerEntry(theirs), ...(await reviewIn(theirs)), ...(await incidentIn(theirs, agent.id)), ...(await discoveryIn(theirs)), importId: await importIn(theirs), hookId: await hookIn(theirs), receiverId: await receiverIn(theirs), clientId: await scimClientIn(theirs), streamId: await streamIn(theirs), drawId: await drawIn(theirs), filterId: await filterIn(theirs), ...(await webhookIn(theirs)), pointId: (await makePoint({ tenantId: theirs.tenantId })).id, proofId: await proofOf(theirs, orderId), transferId: await transferIn(theirs, agent.id), requestId: await requestIn(theirs) }
})
afterAll(closeDatabase)

/** Somebody there was asked to approve this. */
async function proofOf(staff: Staff, orderId: string): Promise<string> {
  const asked = await verbs(settings).proofs.start(staff.owner, { act: 'containment.restore', input: { orderId, reason: 'a reason of the test' }, returnTo: '/' })
  if (!asked.ok) throw new Error(asked.refusal.code)
  return asked.value.id
}

/** An agent that is offered to somebody. */
async function transferIn(staff: Staff, agentId: string): Promise<string> {
  const asked = await verbs(settings).transfers.request(staff.admin, { agentIds: [agentId], to: staff.admin.id, reason: 'a reason of the test' })
  if (!asked.ok || !asked.value[0]) throw new Error('nothing was offered')
  return asked.value[0].id
}

/** A review of everything there, with one of its items and a question about it. */
async function reviewIn(staff: Staff): Promise<{ campaignId: string; itemId: string; questionId: string; scheduleId: string }> {
  const { reviews } = verbs(settings)
  const plan = { name: 'A review', due_at: new Date(Date.now() + 86_400_000).toISOString(), fallback: staff.admin.id }
  const check = await reviews.preview(staff.admin, plan)
  const launched = check.ok ? await reviews.launch(staff.admin, { ...plan, snapshot: check.value.snapshot }) : check
  if (!launched.ok) throw new Error(launched.refusal.code)
  const items = await reviews.items(staff.admin, { campaignId: launched.value.id })
  if (!items.ok || !items.value.items[0]) throw new Error('nothing is reviewed')
  const scheduled = await verbs(settings).reviewSchedules.add(staff.admin, { name: 'A schedule', fallback: staff.admin.id, every: 'monthly', due_days: 7, first_at: plan.due_at })
  if (!scheduled.ok) throw new Error(scheduled.refusal.code)
  const [campaignId, itemId, questionId] = [launched.value.id, items.value.items[0].id, newId()]
  await transaction(staff.tenantId, async (tx) => ok(await tx.reviewQuestion.create({ data: { id: questionId, tenantId: staff.tenantId, campaignId, itemId, askedBy: staff.owner.id, askedOf: staff.admin.id, question: 'a question of the test' } })))
  return { campaignId, itemId, questionId, scheduleId: scheduled.value.id }
}

/** A resource server of theirs that guards itself. */
async function guardedIn(staff: Staff): Promise<string> {
  const slug = `g-${newId().slice(-12)}`
  const made = await verbs(settings).toolServers.register(staff.admin, { slug, title: 'Guarded', transport: { kind: 'guard', url: `https://${slug}.example/` } })
  if (!made.ok) throw new Error(made.refusal.code)
  return slug
}

/** A runtime hook of theirs. */
async function hookIn(staff: Staff): Promise<string> {
  const added = await verbs(settings).containment.addHook(staff.admin, { name: 'a hook of the test', url: 'https://hook.test/stop' })
  if (!added.ok) throw new Error(added.refusal.code)
  return added.value.id
}

/** Audit logs that somebody began to import there. */
async function importIn(staff: Staff): Promise<string> {
  const begun = await verbs(settings).imports.begin(staff.admin, { sent_by: 'command', name: 'logs of the test' })
  if (!begun.ok) throw new Error(begun.refusal.code)
  return begun.value.id
}

async function scimClientIn(staff: Staff): Promise<string> {
  const added = await verbs(settings).scimClients.add(staff.admin, { name: 'a SCIM client of the test' })
  if (!added.ok) throw new Error(JSON.stringify(added.refusal))
  return added.value.id
}

/** A receiver of shared signals. */
async function receiverIn(staff: Staff): Promise<string> {
  const added = await verbs(settings).receivers.add(staff.admin, { name: 'a receiver of the test' })
  if (!added.ok) throw new Error(added.refusal.code)
  return added.value.id
}

/** A filter that somebody saved there, and shares. */
async function filterIn(staff: Staff): Promise<string> {
  const saved = await verbs(settings).filters.save(staff.owner, { area: 'ledger', name: 'a filter of the test', params: { result: 'denied' }, shared: true })
  if (!saved.ok) throw new Error(saved.refusal.code)
  return saved.value.id
}

/** A sample of their record, with one event. */
async function drawIn(staff: Staff): Promise<string> {
  const id = newId()
  await hotTransaction('system', async (client) => {
    await client.query(`insert into audit_draw (id, tenant_id, seed, filter, since, until, size, population, drawn_by, drawn_by_name) values ($1, $2, 'x', '{}', now() - interval '1 day', now(), 1, 1, $3, 'x')`, [id, staff.tenantId, staff.auditor.id])
    await client.query(`insert into audit_draw_item (draw_id, tenant_id, number, entry_id, position, leaf_hash) values ($1, $2, 1, $3, 0, '\\x00')`, [id, staff.tenantId, newId()])
  })
  return id
}

/** A stream of their ledger. */
async function streamIn(staff: Staff): Promise<string> {
  const added = await verbs(settings).ledgerStreams.add(staff.admin, { name: 'a stream of the test', format: 'jsonl', destination: { kind: 'webhook', url: 'https://siem.test/in' } })
  if (!added.ok) throw new Error(added.refusal.code)
  return added.value.id
}

/** A webhook of theirs, and something that it was to be told. */
async function webhookIn(staff: Staff): Promise<{ webhookId: string; deliveryId: string }> {
  const added = await verbs(settings).notifications.addWebhook(staff.admin, { name: 'a webhook of the test', url: 'https://hook.test/told' })
  if (!added.ok) throw new Error(added.refusal.code)
  const [webhookId, deliveryId] = [added.value.id, newId()]
  await transaction(staff.tenantId, async (tx) => ok(await tx.notificationDelivery.create({ data: { id: deliveryId, tenantId: staff.tenantId, channel: 'webhook', webhookId, notifications: [], kinds: [] } })))
  return { webhookId, deliveryId }
}

/** What somebody has sent to the inbox there. */
async function discoveryIn(staff: Staff): Promise<{ sourceId: string; scanId: string; foundId: string }> {
  const { discovery } = verbs(settings)
  const begun = await discovery.begin(staff.admin, { sent_by: 'command', name: `Somewhere ${newId()}` })
  if (!begun.ok) throw new Error(begun.refusal.code)
  await discovery.add(staff.admin, { scanId: begun.value.id, found: [{ kind: 'mcp_client', path: 'mcp.json', at: 'mcpServers', name: 'A client of the test', document: {}, written_at: null }] })
  const [items, sources] = [await discovery.items(staff.admin, {}), await discovery.sources(staff.admin, {})]
  if (!items.ok || !sources.ok) throw new Error('nothing was found')
  return { scanId: begun.value.id, foundId: items.value.items[0]?.id ?? '', sourceId: sources.value.items[0]?.id ?? '' }
}

/** An incident that an order has opened, and a step of it. */
async function incidentIn(staff: Staff, agentId: string): Promise<{ incidentId: string; stepId: string }> {
  const { containment, incidents } = verbs(settings)
  const ordered = await containment.halt(staff.admin, { agentId })
  const order = ordered.ok ? await containment.get(staff.admin, { orderId: ordered.value.order_id }) : ordered
  if (!order.ok) throw new Error(order.refusal.code)
  const incident = await incidents.get(staff.admin, { incidentId: order.value.incident?.id })
  if (!incident.ok) throw new Error(incident.refusal.code)
  return { incidentId: incident.value.id, stepId: incident.value.step_list[0]?.id ?? '' }
}

/** A wide order that waits for a second administrator. */
async function requestIn(staff: Staff): Promise<string> {
  const { containment } = verbs(settings)
  const preview = await containment.preview(staff.admin, { grain: 'tenant' })
  if (!preview.ok) throw new Error(preview.refusal.code)
  const asked = await containment.request(staff.admin, { grain: 'tenant', name: preview.value.target.name, reason: 'a reason of the test' })
  if (!asked.ok) throw new Error(asked.refusal.code)
  return asked.value.id
}

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
  const samples: Record<string, unknown> = { ...sampleInput(), ...ids, ...extra }
  // The scopes of an order belong to one of its modes.
  if (spec.permission.startsWith('containment.')) delete samples.scopes
  // An order has one target.
  if (spec.permission !== 'containment.point.invite') delete samples.server
  // Of a step it says whether, of building the sample how far.
  if (spec.permission === 'incidents.step.set') delete samples.done
  const input = Object.fromEntries(Object.keys(shape).filter((name) => !inPath.has(name) && name in samples).map((name) => [name, samples[name]]))
  const query = spec.method === 'GET' ? `?${new URLSearchParams(input as Record<string, string>)}` : ''
  return { url: `/api/v1${path}${query}`, method: spec.method, ...(spec.method === 'GET' ? {} : { body: JSON.stringify(input) }) }
}

const sampleInput = () => ({
  add: ['a-tag'],
  lines: [{ line: 1, values: { name: 'somebody' } }],
  number: 1,
  verdict: 'followed',
  deputies: [],
  digest: `sha-256:${'A'.repeat(43)}`,
  email: `${newId()}@example.com`,
  format: 'jsonl',
  from: '0',
  name: 'Somebody',
  role: 'owner',
  reason: 'a reason of the test',
  document: documentFor(ours, { name: `agent-${newId()}` }),
  public_key: agentKeyPair().publicJwk,
  slug: `s-${newId().slice(-12)}`,
  title: 'A server',
  transport: { kind: 'http', url: 'http://mcp.internal/mcp' },
  scopes: ['mcp:files:read_file'],
  purpose: 'a purpose of the test',
  act: 'containment.restore',
  input: {},
  returnTo: '/',
  expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  done: 1,
  total: 2,
  doing: 'agents',
  snapshot: 'of another preview',
  stage: 'full',
  signed_as: 'reviewer',
  incident_resolved: true,
  cause: 'a cause of the test',
  due_at: new Date(Date.now() + 86_400_000).toISOString(),
  fallback: ours.admin.id,
  every: 'monthly',
  due_days: 7,
  days: 183,
  zone: 'Europe/Zurich',
  first_at: new Date(Date.now() + 86_400_000).toISOString(),
  items: [{ id: newId(), version: 1, document: `sha-256:${'A'.repeat(43)}` }],
  decision: 'keep',
  version: 1,
  agree: true,
  position: 1,
  note: 'a note of the test',
  to: ours.owner.id,
  of: ours.admin.id,
  question: 'a question of the test',
  answer: 'an answer of the test',
  steps: [{ phase: 'detect', title: 'A step of the test' }],
  restore_needs_resolution: true,
  url: 'https://hook.test/stop',
  fact: 'owned',
  weights: { owned: 5 },
  host: 'mail.test',
  port: 587,
  security: 'starttls',
  area: 'ledger',
  params: { result: 'denied' },
  destination: { kind: 'webhook', url: 'https://siem.test/in' },
  sender: 'lanyard@mail.test',
  kind: 'review_opened',
  event: 'document',
  enabled: true,
  held: 1,
  confirm: 'A review',
  send: true,
  path: '/srv/test',
  target: { kind: 'agent', id: newId() },
  filter: {},
  count: 1,
  totals: { files: 0, read: {}, understood: {}, explained: {}, unread: 0 },
  files: [],
  seen: 'part',
  sent_by: 'command',
})

async function send(spec: Spec, ids: Record<string, string>, authorization: string | null) {
  const { url, ...init } = requestOf(spec, ids, spec.method === 'GET' ? { name: 'x' } : {})
  const headers = { ...(authorization ? { authorization } : {}), ...(spec.method === 'GET' ? {} : { 'content-type': 'application/json' }) }
  const response = await api.request(url, { ...init, headers })
  return { status: response.status, text: await response.text() }
}

describe('[35] every endpoint', () => {
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
    const { agent } = await makeAgent(ours, { name: 'role-test' })
    const mandateId = await makeMandate(ours, agent.id)
    const { orderId } = await makeOrder(ours, agent.id, mandateId)
    const own = { agentId: agent.id, personId: ours.owner.id, mandateId, orderId, requestId: await requestIn(ours), ...(await reviewIn(ours)), transferId: await transferIn(ours, agent.id), agentIds: [agent.id] as unknown as string, to: ours.owner.id, ...(await incidentIn(ours, agent.id)), ...(await discoveryIn(ours)), importId: await importIn(ours), hookId: await hookIn(ours), receiverId: await receiverIn(ours), clientId: await scimClientIn(ours), streamId: await streamIn(ours), drawId: await drawIn(ours), filterId: await filterIn(ours), ...(await webhookIn(ours)), server: await guardedIn(ours), pointId: (await makePoint({ tenantId: ours.tenantId })).id }
    for (const { name, spec } of table)
      for (const role of ROLES) {
        if ((PERMISSIONS[spec.permission].roles as readonly string[]).includes(role)) continue
        refused++
        const answer = await send(spec, own, `Bearer ${await tokenOf(ours[role])}`)
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
      if (names.length + inBody.length === 0 || ['containment.list', 'mandates.list', 'transfers.list', 'incidents.list'].includes(name)) continue
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
      expect([name, JSON.parse(await (await api.request(url, { headers: { authorization: admin } })).text())]).toEqual([name, { items: [], next: null }])
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
