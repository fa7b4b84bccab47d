import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, DpopSession, StreamableHTTPClientTransport, withDpop, type DpopKeyPair } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { importJWK, type JWK } from 'jose'
import * as oidc from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { COMPANY_SLUG } from '@/lib/identity/access/ensure-company'
import { issueEnrolmentCode } from '@/lib/identity/containment/enrolment-code'
import { giveStandingMandate } from '@/lib/identity/delegation/give-standing-mandate'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { authorityProcesses, type AuthorityProcess } from '@/lib/testing/authority-process'
import { cliProcesses, type CliProcesses } from '@/lib/testing/cli-process'
import { testDatabase } from '@/lib/testing/database'
import { FormBrowser } from '@/lib/testing/form-browser'
import { freePort } from '@/lib/testing/free-port'
import { childrenOf, until } from '@/lib/testing/gateway'
import { gatewayProcess, type GatewayProcess } from '@/lib/testing/gateway-process'
import { makePerson, type TestPerson } from '@/lib/testing/people'

/** Authority, gateway and command as they are shipped, each a process; clients are openid-client and the MCP SDK. */
const db = await testDatabase()
const ROOT = { LANYARD_ROOT_TOKEN: 'root-token-of-this-test-run' }
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const LONG = { name: 'trigger-long-running-operation', arguments: { duration: 60, steps: 120 } }

let authorities: Awaited<ReturnType<typeof authorityProcesses>>
let authority: AuthorityProcess
let gateway: GatewayProcess
let cli: CliProcesses
let owner: TestPerson

beforeAll(async () => {
  const port = await freePort()
  authorities = await authorityProcesses()
  authority = await authorities.start(db, { ...ROOT, LANYARD_GATEWAY_URL: `http://localhost:${port}` })
  gateway = await gatewayProcess({ issuer: authority.issuer, port, code: await issueEnrolmentCode(db.ownerUrl, 'gateway') })
  cli = await cliProcesses({ LANYARD_ISSUER: authority.issuer, LANYARD_GATEWAY_URL: gateway.url })
  openDatabase(db.authorityUrl)
  const { rows } = await hotTransaction('system', (client) => client.query<{ id: string }>('select id from tenant where slug = $1', [COMPANY_SLUG]))
  owner = await makePerson(trustedId<'tenant'>(rows[0]?.id ?? '') as TenantId, { role: 'owner', name: 'M. Ito', email: 'm.ito@example.com' })
  const ready = () => fetch(`${gateway.url}/readyz`).then(({ ok }) => ok, () => false)
  await until(ready, 'the gateway to be ready', [gateway.output(), authority.output()], 60_000)
}, 180_000)
afterAll(async () => {
  gateway?.remove()
  cli?.remove()
  authorities?.remove()
  await closeDatabase()
})

type Tools = readonly `${string}:${string}`[]
type Agent = { id: string; name: string; key_file: string }

async function json<T>(args: string[]): Promise<T> {
  const { code, out, err } = await cli.run([...args, '--json'], ROOT)
  if (code !== 0) throw new Error(`${args.join(' ')}: ${err}`)
  return JSON.parse(out) as T
}

async function register(name: string, tools: Tools, mayDelegateTo: readonly string[] = []): Promise<Agent> {
  const document = {
    name, owner: owner.email, sponsor: owner.email, purpose: 'shows what an agent may do', may_delegate_to: mayDelegateTo,
    tools: tools.map((tool) => ({ mcp_server: tool.split(':')[0], tool_id: tool.split(':')[1] })), redirect_uris: ['http://127.0.0.1/callback'],
  } // prettier-ignore
  const file = join(cli.folder, `${name}.json`)
  writeFileSync(file, JSON.stringify(document))
  return { name, ...(await json<{ id: string; key_file: string }>(['agents', 'register', file])) }
}

async function standing(agent: Agent, scopes: readonly string[]): Promise<void> {
  const given = await giveStandingMandate({ gatewayUrl: gateway.url })(owner, {
    agentId: agent.id, scopes: [...scopes], purpose: 'works through the night', expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  }) // prettier-ignore
  if (!given.ok) throw new Error(JSON.stringify(given.refusal))
}

/** A run of an agent written with openid-client and the MCP SDK, as its author would. */
async function run(agent: Agent) {
  const { readFileSync } = await import('node:fs')
  const key = (await importJWK(JSON.parse(readFileSync(agent.key_file, 'utf8')) as JWK, 'ES256')) as CryptoKey
  const server = await oidc.discovery(new URL(authority.issuer), agent.id, undefined, oidc.PrivateKeyJwt(key), { execute: [oidc.allowInsecureRequests] })
  const keys = await oidc.randomDPoPKeyPair('ES256')
  const DPoP = oidc.getDPoPHandle(server, keys)
  const publicJwk = (await crypto.subtle.exportKey('jwk', keys.publicKey)) as DpopKeyPair['publicJwk']
  const thumbprint = await DPoP.calculateThumbprint()
  const session = await DpopSession.create({ keyPair: { ...keys, publicJwk, thumbprint, alg: 'ES256' } })
  return {
    id: thumbprint,
    autonomous: (resource: string) => oidc.clientCredentialsGrant(server, { resource }, { DPoP }),
    onBehalfOf: (subjectToken: string, resource: string, scope: string) =>
      oidc.genericGrantRequest(server, EXCHANGE, { subject_token: subjectToken, subject_token_type: ACCESS_TOKEN, resource, scope }, { DPoP }),
    async connect(resource: string, token: string): Promise<Client> {
      const client = new Client({ name: agent.name, version: '1' })
      await client.connect(new StreamableHTTPClientTransport(new URL(resource), { fetch: withDpop(session, () => token)(fetch) }))
      return client
    },
  }
}
const resource = (server: string) => `${gateway.url}/mcp/${server}`
const rows = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> => (await hotTransaction('system', (client) => client.query<T>(sql, values))).rows

type Ordered = { order_id: string; receipts: { point: string }[] }
/** At the authority in any case; in the command's answer where the machine was as quick as that waits (a second and a half). */
async function mustBeConfirmed({ order_id, receipts }: Ordered): Promise<void> {
  expect([[], [{ point: 'gateway', ms: expect.any(Number) }]]).toContainEqual(receipts)
  await until(async () => (await rows('select from receipt where order_id = $1', [order_id])).length === 1, 'the gateway to confirm the order', [gateway.output()])
}

describe('the shipped tool servers', () => {
  it('are found by the gateway, and their tools told to the registry', async () => {
    const known = () => rows<{ slug: string; tools: { name: string }[] }>('select slug, tools from tool_server')
    await until(async () => (await known()).every(({ tools }) => tools.length > 0), 'the tools to be known', [gateway.output()])
    const tools = Object.fromEntries((await known()).map(({ slug, tools: found }) => [slug, found.map(({ name }) => name)]))
    expect(tools.files).toContain('read_text_file')
    expect(tools.everything).toContain('trigger-long-running-operation')
  }, 60_000)
})

describe('an agent passes its authority on, and is halted', () => {
  it('cuts what the sub-agent is doing, refuses it from then on, and the ledger says all of it', async () => {
    const sub = await register('night-worker', ['everything:echo', 'everything:trigger-long-running-operation'])
    const lead = await register('night-lead', ['everything:echo', 'everything:trigger-long-running-operation', 'everything:get-sum'], ['night-worker'])
    await standing(lead, ['mcp:everything:echo', 'mcp:everything:trigger-long-running-operation', 'mcp:everything:get-sum'])
    const [leader, worker] = [await run(lead), await run(sub)]
    const parent = await leader.autonomous(resource('everything'))
    const child = await worker.onBehalfOf(parent.access_token, resource('everything'), 'mcp:everything:echo mcp:everything:trigger-long-running-operation')
    const client = await worker.connect(resource('everything'), child.access_token)
    expect((await client.callTool({ name: 'echo', arguments: { message: 'hello' } })).content).toEqual([{ type: 'text', text: 'Echo: hello' }])
    await expect(client.callTool({ name: 'get-sum', arguments: { a: 1, b: 2 } })).rejects.toMatchObject({
      requiredScope: 'mcp:everything:get-sum',
      errorDescription: expect.stringContaining(`ask the agent ${lead.id}`),
    })

    let progress = 0
    const long = client.callTool(LONG, { onprogress: () => (progress += 1) }).catch((error: unknown) => error)
    await until(() => progress > 1, 'progress of the long call', [gateway.output()])
    expect((await rows('select from call_in_flight')).length).toBe(1)

    const order = await json<{ order_id: string; covered: { agents: unknown[]; calls_in_flight: number }; receipts: { point: string; ms: number }[] }>(['halt', 'agent', lead.id, '--reason', 'it goes too far'])
    expect(order.covered.agents).toHaveLength(2)
    expect(order.covered.calls_in_flight).toBe(1)
    await mustBeConfirmed(order)
    expect(await long).toMatchObject({ code: -32_004, message: expect.stringContaining(`halted by order ${order.order_id}`) })
    await expect(client.callTool({ name: 'echo', arguments: { message: 'again' } })).rejects.toThrow(/halted/)
    await expect(worker.onBehalfOf(parent.access_token, resource('everything'), 'mcp:everything:echo')).rejects.toThrow()
    await until(() => childrenOf(gateway).length === 0, 'the tool server to be dead')

    await until(async () => (await rows('select from call_in_flight')).length === 0, 'no call to be in flight')
    const entries = await rows<{ action: string; result: string; reason: string | null; tool: string | null; chain: string[] }>(
      `select action, result, reason, tool, chain from ledger_entry where agent_id = $1 and action like 'tool.%' order by id`, [sub.id],
    ) // prettier-ignore
    const of = (action: string) => entries.filter((entry) => entry.action === action).map(({ tool, result, reason }) => [tool, result, reason])
    expect(of('tool.call')).toEqual([
      ['echo', 'allowed', null],
      ['get-sum', 'denied', 'scope'],
      ['trigger-long-running-operation', 'allowed', null],
      ['echo', 'denied', 'containment'],
    ])
    expect(of('tool.outcome').map(([, result]) => result)).toEqual(['ok', 'cut'])
    expect(entries[0]?.chain).toEqual([lead.id, sub.id])
    const [receipt] = await rows<{ cut_calls: number }>('select cut_calls from receipt where order_id = $1', [order.order_id])
    expect(receipt).toEqual({ cut_calls: 1 })
  }, 180_000)
})

describe('orders of other grains and modes, by the shipped command', () => {

  it('stop one tool until a time, one run, or all but what is left; each is confirmed, and ends as it was told', async () => {
    const tools = ['everything:echo', 'everything:get-sum', 'everything:get-tiny-image'] as const
    const agent = await register('day-worker', tools)
    await standing(agent, tools.map((tool) => `mcp:${tool}`))
    const [first, second] = [await run(agent), await run(agent)]
    const fresh = async (of: typeof first) => of.connect(resource('everything'), (await of.autonomous(resource('everything'))).access_token)
    const echo = (client: Client) => client.callTool({ name: 'echo', arguments: { message: 'x' } })
    const sum = (client: Client) => client.callTool({ name: 'get-sum', arguments: { a: 1, b: 2 } })
    const draw = (client: Client) => client.callTool({ name: 'get-tiny-image', arguments: {} })
    const [before, kept] = [await fresh(first), await fresh(second)]
    await draw(before)

    const soon = new Date(Date.now() + 15_000).toISOString() // the command alone takes some of it
    const tool = await json<Ordered>(['halt', 'tool', 'everything', 'get-tiny-image', '--until', soon, '--reason', 'it shows too much'])
    await mustBeConfirmed(tool)
    await expect(draw(before)).rejects.toThrow(/the tool everything:get-tiny-image was halted by order/)
    expect((await sum(before)).isError).toBeFalsy()

    const { runs } = await json<{ runs: { run_id: string }[] }>(['agents', 'show', agent.id])
    expect(runs.map(({ run_id: id }) => id).sort()).toEqual([first.id, second.id].sort())
    await mustBeConfirmed(await json<Ordered>(['halt', 'run', agent.id, first.id]))
    await expect(first.autonomous(resource('everything'))).rejects.toThrow()
    expect((await echo(kept)).isError).toBeFalsy()

    // Looked for in the rows: each look by a call would start a tool server.
    const ended = () => rows<{ by: string | null }>('select lifted_by_name as by from containment_order where id = $1 and lifted_at is not null', [tool.order_id])
    await until(async () => (await ended()).length > 0, 'the order to end by itself', [authority.output()], 60_000)
    expect(await ended()).toEqual([{ by: 'its own end' }])
    await until(async () => draw(await fresh(second)).then(() => true, () => false), 'the gateway to have heard of it', [gateway.output()], 60_000)
    await expect(draw(kept)).rejects.toThrow(/tokens from before stay dead/)

    await mustBeConfirmed(await json<Ordered>(['halt', 'agent', agent.id, '--mode', 'strip', '--scopes', 'mcp:everything:get-sum']))
    const left = await second.autonomous(resource('everything'))
    expect(left.scope).toBe('mcp:everything:get-sum')
    const stripped = await second.connect(resource('everything'), left.access_token)
    expect((await sum(stripped)).isError).toBeFalsy()
    await expect(echo(stripped)).rejects.toMatchObject({ requiredScope: 'mcp:everything:echo' })
  }, 180_000)
})

describe('lanyard mcp', () => {
  async function bridge(agent: Agent, server: string, args: readonly string[], answer?: (address: string) => Promise<void>): Promise<Client> {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [cli.program, 'mcp', resource(server), '--agent', agent.name, '--client-id', agent.id, '--key', agent.key_file, '--no-browser', ...args],
      env: { PATH: process.env.PATH ?? '', HOME: cli.folder, LANYARD_ISSUER: authority.issuer, LANYARD_HOME: cli.home },
      stderr: 'pipe',
    })
    let said = ''
    transport.stderr?.on('data', (chunk: Buffer) => {
      const before = said
      said += chunk.toString()
      const address = /^http\S+$/m.exec(said)?.[0]
      if (address && answer && !/^http\S+$/m.test(before)) void answer(address)
    })
    const client = new Client({ name: 'a-host', version: '1' })
    await client.connect(transport, { timeout: 60_000 }).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${said}`)
    })
    return client
  }

  it('lets a host that knows nothing of DPoP work as an autonomous agent', async () => {
    const agent = await register('night-reader', ['files:read_text_file'])
    await standing(agent, ['mcp:files:read_text_file'])
    const client = await bridge(agent, 'files', ['--autonomous'])
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('read_text_file')
    const read = await client.callTool({ name: 'read_text_file', arguments: { path: 'notes.md' } })
    expect(JSON.stringify(read.content)).toContain('A file for trying things out')
    const refused = await client.callTool({ name: 'write_file', arguments: { path: 'x.txt', content: 'x' } })
    expect(refused.isError).toBe(true)
    expect(JSON.stringify(refused.content)).toContain('scope mcp:files:write_file is not in your mandate; ask the sponsor')
    await client.close()
  }, 180_000)

  it('asks the person for consent in the browser, and then acts in their name', async () => {
    const agent = await register('desk-helper', ['everything:echo'])
    const client = await bridge(agent, 'everything', ['--purpose', 'helps at the desk'], async (address) => {
      const browser = new FormBrowser()
      const signIn = await browser.get(address)
      const consent = await browser.submit(signIn, { email: owner.email, password: owner.password })
      expect(consent.text).toContain('helps at the desk')
      await browser.submit(consent, { action: 'allow' })
    })
    expect((await client.callTool({ name: 'echo', arguments: { message: 'for you' } })).content).toEqual([{ type: 'text', text: 'Echo: for you' }])
    const [entry] = await rows<{ root_person_id: string; purpose: string }>(`select root_person_id, purpose from ledger_entry where agent_id = $1 and action = 'tool.call'`, [agent.id])
    expect(entry).toEqual({ root_person_id: owner.id, purpose: 'helps at the desk' })
    await client.close()
  }, 180_000)
})

describe('case 23: a gateway that was stopped for longer than its lease', () => {
  it('refuses when it goes on, until it has a new one', async () => {
    const agent = await register('sleeper', ['everything:echo'])
    await standing(agent, ['mcp:everything:echo'])
    const one = await run(agent)
    const client = await one.connect(resource('everything'), (await one.autonomous(resource('everything'))).access_token)
    const echo = () => client.callTool({ name: 'echo', arguments: { message: 'x' } })
    await echo()
    gateway.child.kill('SIGSTOP')
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    const first = echo().then(
      () => 'let through',
      (error: Error) => error.message,
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    authority.child.kill('SIGSTOP') // so that it cannot have a new lease before it answers
    gateway.child.kill('SIGCONT')
    try {
      expect(await first).toMatch(/no fresh word from the authority/)
      expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503)
    } finally {
      authority.child.kill('SIGCONT')
    }
    await until(async () => (await fetch(`${gateway.url}/readyz`)).ok, 'a new lease', [], 20_000)
    const again = await one.connect(resource('everything'), (await one.autonomous(resource('everything'))).access_token)
    expect((await again.callTool({ name: 'echo', arguments: { message: 'back' } })).isError).toBeFalsy()
  }, 180_000)
})
