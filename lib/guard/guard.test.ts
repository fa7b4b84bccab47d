import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { generateProof } from 'dpop'
import { Hono } from 'hono'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { newId } from '@/lib/kernel/ids'
import { FakeAuthority } from '@/lib/testing/fake-authority'
import { TestRun, until, type TokenShape } from '@/lib/testing/gateway'
import { openGuard, type Caller, type Guard } from '.'

const READ = 'mcp:invoices:read_invoice'
const TOOLS = { read_invoice: 'Reads one invoice', pay_invoice: { title: 'Pay', readOnly: false } }
const problems: string[] = []
let authority: FakeAuthority
let folder: string
let server: Server
let origin: string
let guard: Guard
/** What the handler does with a request, and what it was told of who calls. */
let handle: (response: ServerResponse, caller: Caller) => unknown
let seen: Caller[]

beforeAll(async () => {
  authority = await FakeAuthority.start()
  folder = await mkdtemp(join(tmpdir(), 'lanyard-guard-'))
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  authority.servers = [{ id: newId(), tenantId: authority.tenant, slug: 'invoices', transport: { kind: 'guard', url: `${origin}/` }, tools: [] }]
  guard = openGuard({ issuer: authority.issuer, code: `invoices.${'x'.repeat(40)}`, folder: join(folder, 'own'), tools: TOOLS, onProblem: (problem, detail) => void problems.push(`${problem}: ${detail}`) })
  const toolOf = ({ url = '' }: { url?: string | undefined }) => (url.startsWith('/invoices') ? 'read_invoice' : url.startsWith('/payments') ? 'pay_invoice' : null)
  const rest = guard.node(toolOf, (_request, response, caller) => {
    seen.push(caller)
    return handle(response, caller)
  })
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  const mcp = guard.mcp(async (request, response, body) => {
    const known = sessions.get(String(request.headers['mcp-session-id']))
    const transport = known ?? new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID, onsessioninitialized: (id) => void sessions.set(id, transport) })
    if (!known) await invoiceServer().connect(transport as Transport)
    await transport.handleRequest(request, response, body)
  })
  const middleware = guard.express('read_invoice')
  const express = (request: IncomingMessage & { originalUrl?: string; caller?: Caller }, response: ServerResponse): void => {
    // As Express hands on what is mounted at a path.
    request.originalUrl = request.url ?? ''
    request.url = request.originalUrl.slice('/express'.length)
    middleware(request, response, () => response.end(`for ${request.caller?.agent}`))
  }
  server.on('request', (request, response) => (request.url?.startsWith('/mcp') ? mcp : request.url?.startsWith('/express') ? express : rest)(request, response))
  await guard.ready()
})
afterEach(() => authority.reset())
afterAll(async () => {
  await guard.close()
  server.closeAllConnections()
  await authority.stop()
  await rm(folder, { recursive: true, force: true })
})

const begin = (scope = READ, path?: readonly string[]): Promise<TestRun> => {
  seen = []
  handle = (response) => response.end('here it is')
  return TestRun.begin(authority, `${origin}/`, scope, path)
}
const ask = async (run: TestRun, over: TokenShape = {}, path = '/invoices/7?year=2026') => {
  const response = await run.fetcher(over)(origin + path)
  return { status: response.status, text: await response.text(), challenge: response.headers.get('www-authenticate') ?? '' }
}
/** Without those that only asked for the nonce of a server that has just started. */
const decisions = () => authority.records.flatMap((record) => (record.kind === 'decision' && record.reason !== 'proof_of_possession' ? [record] : []))
const outcomes = () => authority.records.flatMap((record) => (record.kind === 'outcome' ? [record] : []))

describe('a guarded server', () => {
  it('lets a good call through, tells the handler who calls, and has decision and outcome recorded', async () => {
    const run = await begin(READ, [newId(), newId()])
    expect(await ask(run)).toMatchObject({ status: 200, text: 'here it is' })
    expect(seen).toMatchObject([{ agent: run.agent, person: run.person, chain: [run.person, ...run.path], scopes: [READ], purpose: 'tries the gateway', run: run.keys.thumbprint }])
    await until(() => outcomes().length === 1, 'the outcome', problems)
    expect(decisions()).toMatchObject([{ result: 'allowed', server: 'invoices', tool: 'read_invoice', parameters_redacted: { method: 'GET', path: '/invoices/7', query: { year: '2026' } } }])
    expect(outcomes()).toMatchObject([{ cause_id: decisions()[0]?.id, result: 'ok' }])
    expect([...authority.tools.values()][0]).toMatchObject([{ name: 'read_invoice', description: 'Reads one invoice' }, { name: 'pay_invoice', title: 'Pay', readOnly: false }])
  })

  const bad: [string, TokenShape, number, string][] = [
    ['another server’s', { aud: 'https://elsewhere.example/' }, 401, 'invalid_token'],
    ['for this address in another spelling', { aud: 'HTTP://127.0.0.1/' }, 401, 'invalid_token'],
    ['another tenant’s', { tenant: newId() }, 401, 'invalid_token'],
    ['expired', { exp: Math.floor(Date.now() / 1000) - 1 }, 401, 'invalid_token'],
    ['of another issuer', { iss: 'https://elsewhere.example' }, 401, 'invalid_token'],
    ['without the scope', { scope: 'mcp:invoices:pay_invoice mcp:other:read_invoice' }, 403, 'insufficient_scope'],
    ['from after an order that is not known here', { epoch: 1_000_000 }, 503, ''],
  ]
  it.each(bad)('refuses a token that is %s', async (_what, over, status, challenge) => {
    const run = await begin()
    const answer = await ask(run, over)
    expect([answer.status, answer.challenge]).toEqual([status, expect.stringContaining(challenge)])
    expect(seen).toEqual([])
    expect(decisions().filter(({ result }) => result === 'allowed')).toEqual([])
  })

  it('18: refuses a token without its proof, as a bearer token, with a proof twice, for another address, or by another key', async () => {
    const run = await begin()
    const other = await begin()
    const token = await run.token()
    await ask(run) // learns the nonce of a server that has just started
    const nonce = (await fetch(`${origin}/invoices`, { headers: { authorization: `DPoP ${token}`, dpop: await generateProof(run.keys.pair, `${origin}/invoices`, 'GET', undefined, token) } })).headers.get('dpop-nonce') ?? undefined
    const send = async (headers: Record<string, string>) => {
      const response = await fetch(`${origin}/invoices`, { headers })
      return [response.status, response.headers.get('www-authenticate')] as const
    }
    const proof = (pair = run.keys.pair, url = `${origin}/invoices`, method = 'GET') => generateProof(pair, url, method, nonce, token)
    seen = []
    expect(await send({})).toEqual([401, expect.not.stringContaining('error=')])
    expect(await send({ authorization: `Bearer ${token}` })).toEqual([401, expect.stringContaining('invalid_token')])
    for (const wrong of [undefined, 'x.y.z', await proof(other.keys.pair), await proof(run.keys.pair, `${origin}/payments`), await proof(run.keys.pair, `${origin}/invoices`, 'POST')])
      expect(await send({ authorization: `DPoP ${token}`, ...(wrong && { dpop: wrong }) }), wrong ?? 'none').toEqual([401, expect.stringContaining('invalid_dpop_proof')])
    expect(seen).toEqual([])
    const once = await proof()
    expect((await send({ authorization: `DPoP ${token}`, dpop: once }))[0]).toBe(200)
    expect(await send({ authorization: `DPoP ${token}`, dpop: once })).toEqual([401, expect.stringContaining('invalid_dpop_proof')])
    expect(seen).toHaveLength(1)
  })

  it('refuses a request for which no tool is named, whatever the token may do', async () => {
    const run = await begin(`${READ} mcp:invoices:no-tool`)
    expect(await ask(run, {}, '/admin')).toMatchObject({ status: 403 })
    expect(decisions()).toMatchObject([{ result: 'denied', reason: 'scope', tool: 'no-tool' }])
    expect(seen).toEqual([])
  })

  it('47: does nothing that could not be recorded, or that the authority knows better', async () => {
    const run = await begin()
    authority.broken.records = true
    expect(await ask(run)).toMatchObject({ status: 503, text: expect.stringContaining('not_recorded') as string })
    authority.broken.records = false
    authority.judge = () => 'contained'
    expect(await ask(run)).toMatchObject({ status: 403, text: expect.stringContaining('halted') as string })
    expect(seen).toEqual([])
  })

  it('27: cuts the call in flight of a halted chain, whatever its handler does then; old tokens stay dead', async () => {
    const run = await begin(READ, [newId(), newId()])
    let late: () => void = () => undefined
    const aborted = new Promise<void>((resolve) => {
      handle = (response, { signal }) => {
        signal.addEventListener('abort', () => resolve())
        late = () => {
          response.setHeader('x-late', '1')
          response.writeHead(200)
          response.write('late')
          response.end('late')
        }
      }
    })
    const inFlight = ask(run)
    await until(() => seen.length === 1, 'the call', problems)
    const before = authority.currentEpoch
    const order = await authority.halt([run.path[0] ?? ''])
    expect(await inFlight).toMatchObject({ status: 403, text: expect.stringContaining(order) as string })
    await aborted
    late() // throws nothing, and reaches nobody
    await until(() => authority.receipts.length === 1 && outcomes().length === 1, 'receipt and outcome', problems)
    expect(authority.receipts).toMatchObject([{ order_id: order, cut_calls: 1 }])
    expect(outcomes()).toMatchObject([{ result: 'cut', reason: 'halted' }])
    expect(await ask(run)).toMatchObject({ status: 403, text: expect.stringContaining(order) as string })
    handle = (response) => response.end('here it is')
    await authority.lift(order)
    await until(async () => (await ask(run)).status === 200, 'the chain to be free', problems)
    expect(await ask(run, { epoch: before })).toMatchObject({ status: 401, text: expect.stringContaining('tokens from before stay dead') as string })
  })

  it('keeps its key to itself, and says what it is', async () => {
    expect((await stat(join(folder, 'own', 'key.jwk'))).mode & 0o077).toBe(0)
    const metadata = (await (await fetch(`${origin}/.well-known/oauth-protected-resource`)).json()) as Record<string, unknown>
    expect(metadata).toMatchObject({ resource: `${origin}/`, authorization_servers: [authority.issuer], scopes_supported: [READ, 'mcp:invoices:pay_invoice'], dpop_bound_access_tokens_required: true })
  })

  it('lets nothing through before it is enrolled', async () => {
    const late = openGuard({ issuer: authority.issuer, folder: join(folder, 'late'), tools: {}, onProblem: () => undefined })
    const run = await begin()
    const answer = await late.protect('read_invoice', () => new Response('here it is'))(new Request(`${origin}/invoices`, { headers: { authorization: `DPoP ${await run.token()}` } }))
    expect(answer.status).toBe(503)
    await expect(late.ready()).rejects.toThrow('not enrolled')
    await late.close()
  })
})

describe('fetch-style handlers', () => {
  const request = async (run: TestRun, path = '/invoices') => {
    // As the run would send it, nonce and all, but handed to the handler.
    const token = await run.token()
    const nonce = (await fetch(origin + path, { headers: { authorization: `DPoP ${token}`, dpop: await generateProof(run.keys.pair, origin + path, 'GET', undefined, token) } })).headers.get('dpop-nonce') ?? undefined
    return new Request(origin + path, { headers: { authorization: `DPoP ${token}`, dpop: await generateProof(run.keys.pair, origin + path, 'GET', nonce, token) } })
  }

  it('answer, refuse and break off a stream that is cut', async () => {
    const run = await begin()
    const open = guard.protect('read_invoice', (_request, caller) => new Response(new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode(caller.agent)) })))
    const refused = await guard.protect('pay_invoice', () => new Response('paid'))(await request(run))
    expect([refused.status, refused.headers.get('content-type')]).toEqual([403, 'application/problem+json'])
    const streaming = await open(await request(run))
    const reader = (streaming.body as ReadableStream<Uint8Array>).getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toBe(run.agent)
    await authority.halt([run.agent])
    await expect(reader.read()).rejects.toThrow('halted')
    await until(() => outcomes().some(({ result }) => result === 'cut'), 'the outcome', problems)
  })

  it('are middleware of Hono', async () => {
    const [run, other] = [await begin(), await begin('mcp:invoices:pay_invoice')]
    const app = new Hono<{ Variables: { caller: Caller } }>()
    app.use('*', guard.hono('read_invoice'))
    app.get('/invoices', (c) => c.text(`for ${c.get('caller').agent}`))
    const answer = await app.fetch(await request(run))
    expect([answer.status, await answer.text()]).toEqual([200, `for ${run.agent}`])
    expect((await app.fetch(await request(other))).status).toBe(403)
  })
})

/** By the official SDK, as it is published. */
function invoiceServer(): McpServer {
  const mcp = new McpServer({ name: 'invoices', version: '1' })
  for (const name of ['read_invoice', 'pay_invoice']) mcp.registerTool(name, { inputSchema: { id: z.number().optional(), password: z.string().optional() } }, () => ({ content: [{ type: 'text', text: `${name}: done` }] }))
  return mcp
}

describe('Express and Connect', () => {
  it('get the caller on the request, and no request that was refused', async () => {
    const run = await begin()
    expect(await ask(run, {}, '/express/invoices')).toMatchObject({ status: 200, text: `for ${run.agent}` })
    expect(await ask(run, { scope: 'mcp:invoices:pay_invoice' }, '/express/invoices')).toMatchObject({ status: 403 })
    expect(await ask(run, { aud: 'https://elsewhere.example/' }, '/express/invoices')).toMatchObject({ status: 401 })
  })
})

describe('an MCP server', () => {
  const rpc = (run: TestRun, method: string, params: object = {}, session: string | null = null) =>
    run.fetcher()(`${origin}/mcp`, { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }), headers: { 'content-type': 'application/json', ...(session && { 'mcp-session-id': session }) } })

  it('has a tool called by whoever has its scope, in a session of their own', async () => {
    const [run, other] = [await begin(), await begin()]
    const client = new Client({ name: 'an agent', version: '1' })
    const transport = new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), { fetch: run.fetcher() })
    await client.connect(transport as Transport)
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['read_invoice', 'pay_invoice'])
    expect(await client.callTool({ name: 'read_invoice', arguments: { id: 7, password: 'x' } })).toMatchObject({ content: [{ text: 'read_invoice: done' }] })
    expect(decisions().at(-1)).toMatchObject({ tool: 'read_invoice', parameters_redacted: { id: 7, password: '[redacted]' } })
    await expect(client.callTool({ name: 'pay_invoice', arguments: {} })).rejects.toThrow('mcp:invoices:pay_invoice')
    const session = transport.sessionId ?? ''
    expect((await rpc(run, 'resources/read', {}, session)).status).toBe(403)
    for (const stolen of [session, 'made-up']) expect((await rpc(other, 'tools/list', {}, stolen)).status).toBe(404)

    await authority.halt([run.agent])
    await until(async () => (await rpc(run, 'tools/list', {}, session)).status === 403, 'the halt', problems)
    await client.close()
  })
})

it('declares what it shows with nothing of ours: the package’s types are made from that one file', () => {
  const imported = [...readFileSync(join(import.meta.dirname, 'public.ts'), 'utf8').matchAll(/^import .* from '(.*)'$/gm)].map(([, from]) => from)
  expect(imported).toEqual(['node:http'])
})
