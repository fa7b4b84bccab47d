import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Client, DpopSession, StreamableHTTPClientTransport, withDpop, type DpopKeyPair } from '@modelcontextprotocol/client'
import { exportJWK } from 'jose'
import * as oidc from 'openid-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { backup } from '@/lib/backup'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { runningPostgres } from '@/lib/db/embedded/attach'
import { hotTransaction } from '@/lib/db/hot'
import { COMPANY_SLUG } from '@/lib/identity/access/ensure-company'
import { giveStandingMandate } from '@/lib/identity/delegation/give-standing-mandate'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { FormBrowser } from '@/lib/testing/form-browser'
import { freePort } from '@/lib/testing/free-port'
import { connect, oauthAgent, post, proof, tokenRequest, type OAuthAgent } from '@/lib/testing/oauth-agent'
import { otlpReceiver, type OtlpReceiver } from '@/lib/testing/otlp-receiver'
import { makePerson } from '@/lib/testing/people'
import { startStack, type Stack } from '@/lib/testing/stack'

/** The product as `npm start` runs it, talking as much as it can, and secrets that must turn up nowhere. */
vi.setConfig({ testTimeout: 120_000 })
const ROOT = 'canary-root-token-4f1c09d2'
const PASSWORD = 'canary words of a first administrator'
const WRONG = 'canary words that were mistyped'
const GARBAGE = 'canary-garbage-7d20b8e1'
const COLLECTORS = 'canary-key-of-the-collector-93ab'
let stack: Stack
let metricsPort: number
let collector: OtlpReceiver
const secrets = new Map<string, string>([['root token', ROOT], ['password', PASSWORD], ['mistyped password', WRONG], ['garbage', GARBAGE], ['collector’s key', COLLECTORS]])
const answers: string[] = []

beforeAll(async () => {
  metricsPort = await freePort()
  collector = await otlpReceiver()
  const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_EXPORTER_OTLP_HEADERS: `x-key=${COLLECTORS}`, OTEL_BSP_SCHEDULE_DELAY: '100' }
  stack = await startStack({ environment: { LANYARD_ROOT_TOKEN: ROOT, LANYARD_LOG_LEVEL: 'debug', LANYARD_METRICS_PORT: String(metricsPort), ...tracing } })
  openDatabase(runningPostgres(stack.home))
  secrets.set('welcome code', new URL(stack.welcomeLink).searchParams.get('code') ?? '')
  secrets.set('key-encryption key', readFileSync(join(stack.home, 'kek'), 'utf8').trim())
  secrets.set('owner’s database password', readFileSync(join(stack.home, 'postgres.password'), 'utf8').trim())
  await use()
}, 400_000)
afterAll(async () => {
  await closeDatabase()
  await stack?.stop()
  collector?.close()
})

/** A person, an agent and a run at work, and everything that goes wrong for them. */
async function use(): Promise<void> {
  const browser = new FormBrowser()
  await browser.submit(await browser.get(stack.welcomeLink), { name: 'Ada', email: 'ada@example.com', password: PASSWORD }, { stopAt: (url) => url.origin === stack.consoleUrl })
  const { rows } = await hotTransaction('system', (client) => client.query<{ id: string }>('select id from tenant where slug = $1', [COMPANY_SLUG]))
  const tenantId = trustedId<'tenant'>(rows[0]?.id ?? '') as TenantId
  const owner = await makePerson(tenantId, { role: 'owner', name: 'M. Ito' })
  const staff = { tenantId, root: { kind: 'root', tenantId, id: 'root', name: 'root token' } as const, owner, admin: owner, analyst: owner, auditor: owner }
  const agent = await oauthAgent(stack, staff, { name: 'canary', tools: ['everything:echo'] })
  const given = await giveStandingMandate({ gatewayUrl: stack.gatewayUrl })(owner, { agentId: agent.id, scopes: ['mcp:everything:echo'], purpose: 'is watched', expires_at: new Date(Date.now() + 3_600_000).toISOString() })
  if (!given.ok) throw new Error(JSON.stringify(given.refusal))
  secrets.set('agent’s private key', String(agent.privateJwk.d))

  await atTheTokenEndpoint(agent)
  await throughTheGateway(agent)
  for (const token of [ROOT, GARBAGE]) answers.push(await (await fetch(`${stack.issuer}/api/v1/agents/not-an-id`, { headers: { authorization: `Bearer ${token}` } })).text())
  const invited = await fetch(`${stack.issuer}/api/v1/people`, { method: 'POST', headers: { authorization: `Bearer ${ROOT}`, 'content-type': 'application/json' }, body: JSON.stringify({ email: 'new@example.com', name: 'New', role: 'auditor' }) })
  secrets.set('invitation', new URL(((await invited.json()) as { url: string }).url).searchParams.get('code') ?? '')
  await fetch(`${stack.consoleUrl}/agents?token=${GARBAGE}`, { headers: { cookie: `next-auth.session-token=${GARBAGE}` }, redirect: 'manual' })
}

async function atTheTokenEndpoint(agent: OAuthAgent): Promise<void> {
  const resource = `${stack.gatewayUrl}/mcp/everything`
  const good = await tokenRequest(stack, agent, { grant_type: 'client_credentials', resource })
  secrets.set('assertion', good.body.get('client_assertion') ?? '')
  secrets.set('proof', good.headers.dpop ?? '')
  const token = await post(stack.issuer, '/oauth/token', good.body, good.headers)
  expect(token.status).toBe(200)
  secrets.set('access token', String(token.body['access_token']))
  answers.push(JSON.stringify((await post(stack.issuer, '/oauth/token', good.body, good.headers)).body)) // all of it again
  const broken = await tokenRequest(stack, agent, { grant_type: 'client_credentials', resource, scope: GARBAGE })
  broken.body.set('client_assertion', `${broken.body.get('client_assertion')?.slice(0, -8)}${GARBAGE}`)
  answers.push(JSON.stringify((await post(stack.issuer, '/oauth/token', broken.body, broken.headers)).body))
  const asked = await tokenRequest(stack, agent, { token: String(token.body['access_token']) })
  expect((await post(stack.issuer, '/oauth/introspection', asked.body)).body['active']).toBe(true)
}

async function throughTheGateway(agent: OAuthAgent): Promise<void> {
  const resource = `${stack.gatewayUrl}/mcp/everything`
  const run = await connect(stack, agent)
  const tokens = await oidc.clientCredentialsGrant(run.config, { resource }, { DPoP: run.dpop })
  secrets.set('access token of a run', tokens.access_token)
  const publicJwk = (await exportJWK(run.dpopKeys.publicKey)) as DpopKeyPair['publicJwk']
  const keyPair = { ...run.dpopKeys, publicJwk, thumbprint: await run.dpop.calculateThumbprint(), alg: 'ES256' } as DpopKeyPair
  const client = new Client({ name: 'canary', version: '1' })
  const session = await DpopSession.create({ keyPair })
  await client.connect(new StreamableHTTPClientTransport(new URL(resource), { fetch: withDpop(session, () => tokens.access_token)(fetch) }))
  await client.callTool({ name: 'echo', arguments: { message: 'hello', password: GARBAGE } }).catch(() => undefined)
  await client.close()
  const wrong = await proof(run.dpopKeys, resource)
  for (const authorization of [`DPoP ${tokens.access_token}`, `Bearer ${tokens.access_token}`, `DPoP ${GARBAGE}`])
    answers.push(await (await fetch(resource, { method: 'POST', headers: { authorization, dpop: wrong, 'content-type': 'application/json' }, body: JSON.stringify({ password: GARBAGE }) })).text())
}

/** The secret as it is, and as the bytes or the text that it is written in might be written anew. */
const forms = (secret: string): string[] => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64url'), Buffer.from(secret).toString('base64').replace(/=+$/, '')]
function mustNotHold(where: string, text: string): void {
  for (const [name, secret] of secrets) {
    expect(secret.length, name).toBeGreaterThan(10)
    for (const form of forms(secret)) expect(text.includes(form), `${where} holds the ${name}`).toBe(false)
  }
}

describe('[48] secrets', () => {
  it('are in no log of any process, at the level that says the most', () => {
    const files = readdirSync(join(stack.home, 'logs'))
    expect(files).toEqual(expect.arrayContaining(['authority.log', 'gateway.log', 'worker.log', 'console.log', 'postgres.log']))
    for (const file of files) mustNotHold(file, readFileSync(join(stack.home, 'logs', file), 'utf8'))
    expect(stack.log('authority')).toContain('"route":"/oauth/token"') // it did say what it did
    for (const line of stack.log('authority').trim().split('\n').filter((said) => said.startsWith('{'))) expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), name: 'authority' })
  })

  it('are in no answer to what went wrong', () => {
    expect(answers.length).toBeGreaterThan(5)
    for (const answer of answers) mustNotHold('an answer', answer)
  })

  it('are in no metric, and each of the four processes has metrics', async () => {
    for (const [at, name] of ['authority', 'gateway', 'worker', 'console'].entries()) {
      const text = await (await fetch(`http://127.0.0.1:${metricsPort + at}/metrics`)).text()
      expect(text, name).toContain('process_cpu_user_seconds_total')
      mustNotHold(`the metrics of the ${name}`, text)
      expect(text, name).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/)
      if (name === 'authority') expect(text).toMatch(/lanyard_tokens_total\{grant="client_credentials",result="allowed",reason="none"\} [1-9]/)
      if (name === 'console') expect(text).toMatch(/lanyard_http_request_duration_seconds_count\{method="GET",route="\/agents",status="\d+"\} [1-9]/)
      if (name === 'gateway') expect(text).toMatch(/lanyard_decisions_total\{result="(allowed|denied)",reason="\w+"\} [1-9]/)
    }
  })

  it('are in no span, and each of the four processes sends some', async () => {
    const spansOf = (service: string) => collector.spans().filter((span) => span.service === service)
    for (const name of ['authority', 'gateway', 'worker', 'console']) await expect.poll(() => spansOf(`lanyard-${name}`).length, { message: name, timeout: 60_000 }).toBeGreaterThan(0)
    expect(collector.headers()['x-key']).toBe(COLLECTORS)
    mustNotHold('the spans', collector.text())
    // What the console was asked for is a part of the same trace at the authority.
    const page = spansOf('lanyard-console').find(({ name }) => name === 'GET /agents')
    expect(page?.attributes).toMatchObject({ 'http.route': '/agents', 'http.request.method': 'GET' })
  })

  it('are nowhere in the database, the ledger and its records least of all', async () => {
    const file = join(stack.home, 'canary.backup')
    const saved = await backup({ home: stack.home, databaseUrl: null, keyEncryptionKey: null }, file)
    expect(saved.rows).toBeGreaterThan(20)
    const text = gunzipSync(readFileSync(file)).toString('latin1')
    expect(text).toContain('is watched')
    mustNotHold('the database', text)
  })
})
