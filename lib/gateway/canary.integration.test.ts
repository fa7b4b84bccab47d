import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, DpopSession, StreamableHTTPClientTransport, withDpop, type DpopKeyPair } from '@modelcontextprotocol/client'
import { importJWK, type JWK } from 'jose'
import * as oidc from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { COMPANY_SLUG } from '@/lib/identity/access/ensure-company'
import { issueEnrolmentCode } from '@/lib/identity/containment/enrolment-code'
import { giveStandingMandate } from '@/lib/identity/delegation/give-standing-mandate'
import { EXPORT_FORMATS } from '@/lib/kernel/export-formats'
import { newId, trustedId, type TenantId } from '@/lib/kernel/ids'
import { authorityProcesses, type AuthorityProcess } from '@/lib/testing/authority-process'
import { cliProcesses, type CliProcesses } from '@/lib/testing/cli-process'
import { testDatabase } from '@/lib/testing/database'
import { FormBrowser } from '@/lib/testing/form-browser'
import { freePort } from '@/lib/testing/free-port'
import { until } from '@/lib/testing/gateway'
import { gatewayProcess, type GatewayProcess } from '@/lib/testing/gateway-process'
import { makePerson, type TestPerson } from '@/lib/testing/people'

/** The product's own processes, and whatever goes through them that nobody must find again. */
const db = await testDatabase()
const ROOT = { LANYARD_ROOT_TOKEN: `canary-root-${newId()}` }
const canaries = new Map<string, string>([['the root token', ROOT.LANYARD_ROOT_TOKEN]])
let authorities: Awaited<ReturnType<typeof authorityProcesses>>
let authority: AuthorityProcess
let gateway: GatewayProcess
let cli: CliProcesses
let owner: TestPerson

beforeAll(async () => {
  const port = await freePort()
  authorities = await authorityProcesses()
  authority = await authorities.start(db, { ...ROOT, LANYARD_GATEWAY_URL: `http://localhost:${port}` })
  const code = await issueEnrolmentCode(db.ownerUrl, 'gateway')
  canaries.set('the enrolment code', code)
  gateway = await gatewayProcess({ issuer: authority.issuer, port, code })
  cli = await cliProcesses({ LANYARD_ISSUER: authority.issuer, LANYARD_GATEWAY_URL: gateway.url })
  openDatabase(db.authorityUrl)
  const { rows } = await hotTransaction('system', (client) => client.query<{ id: string }>('select id from tenant where slug = $1', [COMPANY_SLUG]))
  owner = await makePerson(trustedId<'tenant'>(rows[0]?.id ?? '') as TenantId, { role: 'owner', name: 'M. Ito', email: 'm.ito@example.com', password: `canary words ${newId()}` })
  canaries.set('a password', owner.password)
  await until(() => fetch(`${gateway.url}/readyz`).then(({ ok }) => ok, () => false), 'the gateway to be ready', [gateway.output(), authority.output()], 60_000)
}, 180_000)
afterAll(async () => {
  gateway?.remove()
  cli?.remove()
  authorities?.remove()
  await closeDatabase()
})

/** Keeps what a client sends that is a secret: assertions, proofs, tokens. */
const watched: typeof fetch = async (input, init) => {
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))
  for (const name of ['authorization', 'dpop']) if (headers.get(name)) canaries.set(`${name} ${canaries.size}`, (headers.get(name) ?? '').replace(/^(DPoP|Bearer) /, ''))
  const body = typeof init?.body === 'string' || init?.body instanceof URLSearchParams ? new URLSearchParams(init.body) : null
  for (const name of ['client_assertion', 'subject_token', 'code', 'refresh_token']) if (body?.get(name)) canaries.set(`${name} ${canaries.size}`, body.get(name) ?? '')
  const response = await fetch(input, init)
  if (response.headers.get('dpop-nonce')) canaries.set(`nonce ${canaries.size}`, response.headers.get('dpop-nonce') ?? '')
  return response
}

async function signInByCommand(): Promise<void> {
  const login = cli.start(['login'])
  let address: string | undefined
  await until(() => (address = /^http\S+$/m.exec(login.saidSoFar())?.[0]) !== undefined, 'the address to sign in at', [login.saidSoFar()])
  const browser = new FormBrowser()
  const wrong = `canary wrong ${newId()}`
  canaries.set('a wrong password', wrong)
  let page = await browser.submit(await browser.get(address ?? ''), { email: owner.email, password: wrong })
  page = await browser.submit(page, { email: owner.email, password: owner.password })
  if (/command line/.test(page.heading())) await browser.submit(page, { action: 'allow' })
  expect((await login.done).code).toBe(0)
  const config = join(cli.folder, 'config', 'lanyard')
  const kept = readdirSync(config).map((file) => readFileSync(join(config, file), 'utf8')).join('\n')
  const token = /"token":\s*"([^"]+)/.exec(kept)?.[1]
  canaries.set('a person’s access token', token ?? expect.fail(`no token among ${kept.length} characters`))
  expect((await cli.run(['agents', 'list'])).code).toBe(0)
}

/** A run of an agent that is given authority, passes it on and calls tools with secrets in its arguments. */
async function agentsAtWork(): Promise<void> {
  const register = async (name: string, mayDelegateTo: readonly string[]) => {
    const file = join(cli.folder, `${name}.json`)
    const tools = ['echo', 'get-sum'].map((tool) => ({ mcp_server: 'everything', tool_id: tool }))
    writeFileSync(file, JSON.stringify({ name, owner: owner.email, sponsor: owner.email, purpose: 'shows what is kept', may_delegate_to: mayDelegateTo, tools, redirect_uris: ['http://127.0.0.1/callback'] }))
    const { code, out, err } = await cli.run(['agents', 'register', file, '--json'], ROOT)
    if (code !== 0) throw new Error(err)
    return JSON.parse(out) as { id: string; key_file: string }
  }
  const sub = await register('canary-worker', [])
  const lead = await register('canary-lead', ['canary-worker'])
  const scopes = ['mcp:everything:echo', 'mcp:everything:get-sum']
  const given = await giveStandingMandate({ gatewayUrl: gateway.url })(owner, { agentId: lead.id, scopes, purpose: 'works through the night', expires_at: new Date(Date.now() + 3_600_000).toISOString() })
  expect(given.ok).toBe(true)
  const resource = `${gateway.url}/mcp/everything`
  const [parent, child] = await delegated(lead, sub, resource, scopes.join(' '))
  await calls(child, resource)
  // What comes from strangers, and in the wrong places.
  const stranger = `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify({ canary: newId(), tenant: owner.tenantId })).toString('base64url')}.c2lnbmF0dXJl`
  canaries.set('a stranger’s token', stranger)
  for (const scheme of ['DPoP', 'Bearer']) await watched(resource, { method: 'POST', headers: { authorization: `${scheme} ${stranger}`, 'content-type': 'application/json' }, body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' })
  for (const [name, value] of [['subject_token', stranger], ['client_assertion', stranger], ['code', parent.token]] as const)
    await watched(`${authority.issuer}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', client_id: lead.id, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', [name]: value }) })
  await watched(`${authority.issuer}/api/v1/agents?text=${encodeURIComponent(stranger)}`, { headers: { authorization: `Bearer ${stranger}` } })
}

type Run = { token: string; session: DpopSession }

async function delegated(lead: { id: string; key_file: string }, sub: { id: string; key_file: string }, resource: string, scope: string): Promise<[Run, Run]> {
  const client = async (agent: { id: string; key_file: string }) => {
    const jwk = JSON.parse(readFileSync(agent.key_file, 'utf8')) as JWK
    canaries.set(`a private key ${agent.id}`, jwk.d ?? '')
    const config = await oidc.discovery(new URL(authority.issuer), agent.id, undefined, oidc.PrivateKeyJwt((await importJWK(jwk, 'ES256')) as CryptoKey), { execute: [oidc.allowInsecureRequests], [oidc.customFetch]: watched as oidc.CustomFetch })
    const keys = await oidc.randomDPoPKeyPair('ES256')
    const DPoP = oidc.getDPoPHandle(config, keys)
    const publicJwk = (await crypto.subtle.exportKey('jwk', keys.publicKey)) as DpopKeyPair['publicJwk']
    const session = await DpopSession.create({ keyPair: { ...keys, publicJwk, thumbprint: await DPoP.calculateThumbprint(), alg: 'ES256' } })
    return { config, DPoP, session }
  }
  const [leader, worker] = [await client(lead), await client(sub)]
  const parent = await oidc.clientCredentialsGrant(leader.config, { resource }, { DPoP: leader.DPoP })
  const exchange = { subject_token: parent.access_token, subject_token_type: 'urn:ietf:params:oauth:token-type:access_token', resource, scope }
  const child = await oidc.genericGrantRequest(worker.config, 'urn:ietf:params:oauth:grant-type:token-exchange', exchange, { DPoP: worker.DPoP })
  canaries.set('an agent’s token', parent.access_token).set('a sub-agent’s token', child.access_token)
  await oidc.clientCredentialsGrant(worker.config, { resource }, { DPoP: worker.DPoP }).catch(() => undefined) // has no mandate of its own
  return [{ token: parent.access_token, session: leader.session }, { token: child.access_token, session: worker.session }]
}

async function calls({ token, session }: Run, resource: string): Promise<void> {
  const client = new Client({ name: 'canary', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(resource), { fetch: withDpop(session, () => token)(watched) }))
  const secrets = {
    password: `hunter-${newId()}`,
    api_key: `plain-${newId()}`,
    authorization: `Basic ${Buffer.from(`user:${newId()}`).toString('base64')}`,
    harmless: `sk-live-${newId().replaceAll('-', '')}`,
    link: `postgres://user:${newId()}@db.internal/x`,
    nested: { list: [{ client_secret: `deep-${newId()}` }], note: `use Bearer ${newId().replaceAll('-', '')} for it` },
  }
  for (const [name, value] of leavesOf(secrets)) canaries.set(`argument ${name}`, value)
  await client.callTool({ name: 'echo', arguments: { message: 'hello', ...secrets } })
  await client.callTool({ name: 'echo', arguments: { message: secrets.harmless } })
  await client.callTool({ name: 'get-sum', arguments: { a: 1, b: secrets.harmless, ...secrets } }).catch(() => undefined)
  await client.callTool({ name: 'get-env', arguments: secrets }).catch(() => undefined) // beyond its scope: denied
  await client.close()
}

function leavesOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, /Bearer (\w+)/.exec(value)?.[1] ?? /:([^/:@]+)@/.exec(value)?.[1] ?? value]]
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, of]) => leavesOf(of, `${path}.${name}`)) : []
}

describe('[48] secrets, tokens and assertions', () => {
  it('are in no entry of the ledger, in no export of it and in no log', async () => {
    await signInByCommand()
    await agentsAtWork()
    expect(canaries.size).toBeGreaterThan(20)

    const { rows } = await hotTransaction('system', (client) => client.query<{ entry: string; action: string }>('select row_to_json(e)::text as entry, action from ledger_entry e'))
    for (const action of ['token.issue', 'tool.call', 'tool.outcome', 'access.session.start', 'access.session.open', 'registry.agent.register']) expect(rows.map((row) => row.action)).toContain(action)
    const places = new Map<string, string>([
      ['the ledger', rows.map(({ entry }) => entry).join('\n')],
      ['the authority’s log', authority.output()],
      ['the gateway’s log', gateway.output()],
    ])
    const isSealed = () => hotTransaction('system', async (client) => (await client.query('select from ledger_entry e where tenant_id = $1 and not exists (select from ledger_leaf l where l.entry_id = e.id)', [owner.tenantId])).rowCount === 0)
    await until(isSealed, 'the ledger to be sealed', [authority.output()])
    for (const format of EXPORT_FORMATS) {
      const file = join(cli.folder, `all.${format}`)
      const done = await cli.run(['export', '--format', format, '--out', file], ROOT)
      expect(done.code, done.err).toBe(0)
      expect((await cli.run(['verify', file])).code).toBe(0)
      places.set(`the export as ${format}`, readFileSync(file, 'utf8')).set(`the manifest of ${format}`, readFileSync(`${file}.manifest.json`, 'utf8')).set(`what the command said of ${format}`, done.out + done.err)
    }
    for (const format of EXPORT_FORMATS) expect(places.get(`the export as ${format}`)).toContain('canary-worker')

    const found: string[] = []
    for (const [what, secret] of canaries)
      for (const [where, text] of places)
        for (const shape of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, ''), signatureOf(secret)]) if (shape.length > 8 && text.includes(shape)) found.push(`${what} in ${where}`)
    expect(found).toEqual([])
  }, 180_000)
})

/** The last part of a JWT: what makes it usable, wherever its claims are told. */
const signatureOf = (token: string): string => (/^eyJ[\w-]+\.[\w-]+\.([\w-]{20,})$/.exec(token)?.[1] ?? '')
