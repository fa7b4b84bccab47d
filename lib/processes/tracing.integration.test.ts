import { randomBytes } from 'node:crypto'
import { Client, DpopSession, StreamableHTTPClientTransport, withDpop, type DpopKeyPair } from '@modelcontextprotocol/client'
import { exportJWK } from 'jose'
import * as oidc from 'openid-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { COMPANY_SLUG } from '@/lib/identity/access/ensure-company'
import { issueEnrolmentCode } from '@/lib/identity/containment/enrolment-code'
import { giveStandingMandate } from '@/lib/identity/delegation/give-standing-mandate'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import type { Staff } from '@/lib/testing/agents'
import { authorityProcesses, type AuthorityProcess } from '@/lib/testing/authority-process'
import { testDatabase } from '@/lib/testing/database'
import { freePort } from '@/lib/testing/free-port'
import { until } from '@/lib/testing/gateway'
import { gatewayProcess, type GatewayProcess } from '@/lib/testing/gateway-process'
import { connect, oauthAgent, type OAuthAgent } from '@/lib/testing/oauth-agent'
import { otlpReceiver, type OtlpReceiver, type ReceivedSpan } from '@/lib/testing/otlp-receiver'
import { makePerson } from '@/lib/testing/people'

/** Authority and gateway as they are shipped, each a process, and a collector that takes what they send. */
const db = await testDatabase()
vi.setConfig({ testTimeout: 60_000 })
const ROOT = 'root-token-of-this-test-run'
const [SERVER, CLIENT] = [2, 3] // OTLP's numbers of span kinds
let collector: OtlpReceiver
let authorities: Awaited<ReturnType<typeof authorityProcesses>>
let authority: AuthorityProcess
let gateway: GatewayProcess
let agent: OAuthAgent
let accessToken: string
let runId: string

/** A trace that somebody outside began, as W3C Trace Context has it. */
const trace = () => {
  const id = randomBytes(16).toString('hex')
  return { id, traceparent: `00-${id}-${randomBytes(8).toString('hex')}-01` }
}
let call = trace()

beforeAll(async () => {
  collector = await otlpReceiver()
  const otel = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_BSP_SCHEDULE_DELAY: '100', OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=acme', OTEL_SERVICE_NAME: 'badges' }
  const port = await freePort()
  authorities = await authorityProcesses()
  authority = await authorities.start(db, { ...otel, LANYARD_ROOT_TOKEN: ROOT, LANYARD_GATEWAY_URL: `http://localhost:${port}` })
  gateway = await gatewayProcess({ issuer: authority.issuer, port, code: await issueEnrolmentCode(db.ownerUrl, 'gateway'), environment: otel })
  openDatabase(db.authorityUrl)
  const { rows } = await hotTransaction('system', (client) => client.query<{ id: string }>('select id from tenant where slug = $1', [COMPANY_SLUG]))
  const tenantId = trustedId<'tenant'>(rows[0]?.id ?? '') as TenantId
  const owner = await makePerson(tenantId, { role: 'owner', name: 'M. Ito' })
  const staff: Staff = { tenantId, root: { kind: 'root', tenantId, id: 'root', name: 'root token' }, owner, admin: owner, analyst: owner, auditor: owner }
  agent = await oauthAgent(authority, staff, { name: 'traced-agent', tools: ['everything:echo'] })
  const given = await giveStandingMandate({ gatewayUrl: gateway.url })(owner, { agentId: agent.id, scopes: ['mcp:everything:echo'], purpose: 'is watched', expires_at: new Date(Date.now() + 3_600_000).toISOString() })
  if (!given.ok) throw new Error(JSON.stringify(given.refusal))
  const ready = () => fetch(`${gateway.url}/readyz`).then(({ ok }) => ok, () => false)
  // On a machine that is very busy the gateway may lose its lease, and then refuses: that call is made again.
  for (let again = true; again; ) {
    await until(ready, 'the gateway to be ready', [gateway.output(), authority.output()], 60_000)
    again = await callOnce().then(() => false, leaseWasLost)
  }
}, 180_000)
afterAll(async () => {
  gateway?.remove()
  authorities?.remove()
  collector?.close()
  await closeDatabase()
})

function leaseWasLost(error: unknown): true {
  if (error instanceof Error && /lost its lease/.test(error.message)) return true
  throw error
}

/** One token, and one call of a tool with it. */
async function callOnce(): Promise<void> {
  call = trace()
  const resource = `${gateway.url}/mcp/everything`
  const run = await connect(authority, agent)
  const tokens = await oidc.clientCredentialsGrant(run.config, { resource }, { DPoP: run.dpop })
  accessToken = tokens.access_token
  runId = await run.dpop.calculateThumbprint()
  const publicJwk = (await exportJWK(run.dpopKeys.publicKey)) as DpopKeyPair['publicJwk']
  const session = await DpopSession.create({ keyPair: { ...run.dpopKeys, publicJwk, thumbprint: runId, alg: 'ES256' } as DpopKeyPair })
  const client = new Client({ name: 'traced', version: '1' })
  const traced: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers)
    if (typeof init?.body === 'string' && init.body.includes('tools/call')) headers.set('traceparent', call.traceparent)
    return fetch(input, { ...init, headers })
  }
  await client.connect(new StreamableHTTPClientTransport(new URL(resource), { fetch: withDpop(session, () => accessToken)(traced) }))
  const { content } = await client.callTool({ name: 'echo', arguments: { message: 'said-in-confidence' } })
  expect(JSON.stringify(content)).toContain('said-in-confidence')
  await client.close()
}

const named = (name: string, of: (span: ReceivedSpan) => boolean = () => true) => collector.spans().find((span) => span.name === name && of(span))
async function found(name: string, of?: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan> {
  await expect.poll(() => named(name, of)?.name, { timeout: 50_000 }).toBe(name)
  return named(name, of) as ReceivedSpan
}

describe('a call through the gateway', () => {
  it('is one trace, from the caller’s own through the gateway to what the authority writes down', async () => {
    const inCall = ({ traceId }: ReceivedSpan) => traceId === call.id
    const door = await found('POST /mcp/:server', inCall)
    const decision = await found('tool.call', inCall)
    const batch = await found('feed.records', inCall)
    const request = await found('POST /feed/records', (span) => inCall(span) && span.kind === CLIENT)
    const answer = await found('POST /feed/records', (span) => inCall(span) && span.kind === SERVER)
    expect([door, decision, batch, request].map(({ service }) => service)).toEqual(Array(4).fill('badges-gateway'))
    expect(answer.service).toBe('badges-authority')
    expect(door.parentSpanId).toBe(call.traceparent.split('-')[2])
    expect([decision, batch, request, answer].map(({ parentSpanId }) => parentSpanId)).toEqual([door, decision, batch, request].map(({ spanId }) => spanId))
    expect(door).toMatchObject({ kind: SERVER, attributes: { 'http.request.method': 'POST', 'http.route': '/mcp/:server', 'http.response.status_code': 200 } })
    expect(decision.attributes).toEqual({ 'lanyard.agent.id': agent.id, 'lanyard.run.id': runId, 'lanyard.result': 'allowed' })
  })
})

describe('the authority', () => {
  it('tells of a token’s issue within its request, of the batch that it shared, and of the sealing', async () => {
    const issue = await found('token.issue', ({ attributes }) => attributes['lanyard.run.id'] === runId)
    const batch = await found('token.issue_batch', ({ traceId }) => traceId === issue.traceId)
    const door = await found('POST /oauth/token', ({ traceId }) => traceId === issue.traceId)
    expect([issue.parentSpanId, batch.parentSpanId]).toEqual([door.spanId, issue.spanId])
    expect(issue.attributes).toMatchObject({ 'lanyard.grant': 'client_credentials', 'lanyard.agent.id': agent.id, 'lanyard.result': 'allowed' })
    expect((await found('ledger.sequence')).attributes['lanyard.entries']).toBeGreaterThan(0)
  })

  it('goes on with the trace of who orders a halt, and begins none for health and leases', async () => {
    const order = trace()
    const headers = { authorization: `Bearer ${ROOT}`, 'content-type': 'application/json', traceparent: order.traceparent, tracestate: 'note=said-in-confidence' }
    const halted = await fetch(`${authority.issuer}/api/v1/containment/orders`, { method: 'POST', headers, body: JSON.stringify({ agentId: agent.id, reason: 'said-in-confidence' }) })
    expect(halted.status).toBe(200)
    const verb = await found('containment.halt', ({ traceId }) => traceId === order.id)
    expect(verb.attributes).toEqual({ 'lanyard.result': 'ok' })
    await fetch(`${authority.issuer}/healthz`)
    const last = trace()
    await fetch(`${authority.issuer}/nothing/of/ours`, { headers: { traceparent: last.traceparent } })
    expect((await found('GET other', ({ traceId }) => traceId === last.id)).attributes['http.response.status_code']).toBe(404)
    expect(collector.spans().filter(({ name }) => /healthz|feed\/lease/.test(name))).toEqual([])
  })

  it('says nothing that was said to it: no token, name, parameter, reason or free text', () => {
    expect(collector.headers()['x-tenant']).toBe('acme')
    for (const secret of [accessToken, accessToken.split('.')[2] ?? '', ROOT, 'said-in-confidence', 'traced-agent', 'M. Ito']) expect(collector.text().includes(secret), secret).toBe(false)
  })
})
