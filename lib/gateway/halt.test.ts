import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/ids'
import { childrenOf, startGatewayUnderTest, until, type GatewayUnderTest, type TestRun } from '@/lib/testing/gateway'

let gateway: GatewayUnderTest
const clients: { close(): Promise<void> }[] = []
beforeAll(async () => {
  gateway = await startGatewayUnderTest()
}, 40_000)
afterAll(() => gateway.stop())
afterEach(async () => {
  for (const client of clients.splice(0)) {
    const transport = (client as Client).transport as StreamableHTTPClientTransport | undefined
    await transport?.terminateSession().catch(() => undefined)
    await client.close()
  }
  gateway.authority.reset()
  await until(() => children().length === 0, 'the tool servers of this test to be gone')
}, 20_000)

async function connect(run: TestRun): Promise<Client> {
  const client = new Client({ name: 'test-agent', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(run.resource), { fetch: run.fetcher() }))
  clients.push(client)
  return client
}
const LONG = { name: 'trigger-long-running-operation', arguments: { duration: 30, steps: 60 } }
const LONG_SCOPE = 'mcp:everything:trigger-long-running-operation mcp:everything:echo'
/** Of this test's calls: an outcome is sent a moment later, and may come when the test before is over. */
const outcomes = () => gateway.authority.records.filter((record) => record.kind === 'outcome').filter((outcome) => decisions().some(({ id }) => id === outcome.cause_id))
const decisions = () => gateway.authority.records.filter((record) => record.kind === 'decision')

const children = () => childrenOf(gateway)

describe('an order', () => {
  it('cuts a call in flight with progress, kills its tool server, and is confirmed with a receipt', async () => {
    const root = newId<'agent'>()
    const run = await gateway.run(LONG_SCOPE, { path: [root, newId<'agent'>()] })
    const bystander = await gateway.run(LONG_SCOPE)
    const [client, other] = [await connect(run), await connect(bystander)]
    const steps: number[] = []
    const call = client.callTool(LONG, { onprogress: ({ progress }) => steps.push(progress) }).catch((error: unknown) => error)
    await until(() => steps.length >= 2, 'progress to arrive')
    expect(children()).toHaveLength(2)

    const asked = performance.now()
    const order = await gateway.authority.halt([root])
    const error = await call
    const cutAfter = performance.now() - asked
    expect(error).toMatchObject({ code: -32_004, message: expect.stringContaining(`halted by order ${order}`) })
    expect(error).toMatchObject({ message: expect.stringContaining(`agent ${root} of this chain`) })
    expect(cutAfter).toBeLessThan(2_000)

    await until(() => gateway.authority.receipts.length > 0, 'the receipt')
    expect(gateway.authority.receipts).toEqual([expect.objectContaining({ order_id: order, epoch: gateway.authority.currentEpoch, cut_calls: 1 })])
    await until(() => outcomes().length > 0, 'the outcome')
    expect(outcomes()).toEqual([expect.objectContaining({ result: 'cut', reason: 'halted', cause_id: decisions()[0]?.id })])
    await until(() => children().length === 1, 'the tool server to be dead')

    await expect(client.callTool({ name: 'echo', arguments: { message: 'x' } })).rejects.toThrow(new RegExp(`agent ${root} was halted by order ${order}`))
    await expect(connect(run)).rejects.toThrow(/halted/)
    expect(decisions().at(-1)).toMatchObject({ result: 'denied', reason: 'containment' })
    expect((await other.callTool({ name: 'echo', arguments: { message: 'still' } })).content).toEqual([{ type: 'text', text: 'Echo: still' }])
  }, 30_000)

  it('case 27: lifted, lets new tokens in and old ones never', async () => {
    const run = await gateway.run('mcp:everything:echo')
    const old = run.fetcher({ epoch: gateway.authority.currentEpoch })
    const order = await gateway.authority.halt([run.agent])
    await gateway.authority.lift(order)
    const ping = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"jsonrpc":"2.0","id":1,"method":"ping"}' }
    await until(async () => (await run.fetcher()(run.resource, ping)).status === 400, 'a new token to be let in')
    const refused = await old(run.resource, ping)
    expect(refused.status).toBe(401)
    expect(await refused.text()).toContain('tokens from before stay dead')
    expect(gateway.authority.receipts).toHaveLength(1)
  }, 30_000)

  it('case 25: that no stream told of is found by the lease and enforced, and confirmed', async () => {
    const run = await gateway.run(LONG_SCOPE)
    const client = await connect(run)
    const call = client.callTool(LONG).catch((error: unknown) => error)
    await until(() => decisions().length > 0, 'the call to be under way')
    const order = await gateway.authority.halt([run.agent], { quietly: true })
    expect(await call).toMatchObject({ code: -32_004 })
    await until(() => gateway.authority.receipts.length > 0, 'the receipt')
    expect(gateway.authority.receipts[0]).toMatchObject({ order_id: order, cut_calls: 1 })
  }, 30_000)

  it('that comes while the decision is being recorded stops the call before it starts', async () => {
    const run = await gateway.run('mcp:everything:echo')
    const client = await connect(run)
    gateway.authority.slowRecordsMs = 400
    const call = client.callTool({ name: 'echo', arguments: { message: 'late' } }).catch((error: unknown) => error)
    await new Promise((resolve) => setTimeout(resolve, 100))
    await gateway.authority.halt([run.agent])
    expect(await call).toMatchObject({ message: expect.stringContaining('halted') })
    await until(() => outcomes().length > 0, 'the outcome')
    expect(outcomes()[0]).toMatchObject({ result: 'cut' })
  }, 30_000)

  it('that the authority knows first makes it answer `contained`, and the call does not happen', async () => {
    const run = await gateway.run('mcp:files:write_file', { slug: 'files' })
    const client = await connect(run)
    gateway.authority.judge = () => 'contained'
    await expect(client.callTool({ name: 'write_file', arguments: { path: 'new.txt', content: 'x' } })).rejects.toThrow(/halted/)
    expect(readdirSync(join(gateway.home, 'tools', 'files'))).toEqual(['notes.md'])
  }, 30_000)
})

describe('what is not recorded does not happen', () => {
  it('case 47: with the ledger down, calls are refused with 503 and nothing reaches the tool server', async () => {
    const run = await gateway.run('mcp:files:write_file', { slug: 'files' })
    const client = await connect(run)
    gateway.authority.broken.records = true
    await expect(client.callTool({ name: 'write_file', arguments: { path: 'new.txt', content: 'x' } })).rejects.toThrow(/could not be recorded/)
    expect(readdirSync(join(gateway.home, 'tools', 'files'))).toEqual(['notes.md'])
  }, 30_000)

  it('the decision is there before the outcome, with a digest and without secrets', async () => {
    const run = await gateway.run('mcp:files:read_text_file mcp:files:write_file', { slug: 'files' })
    const client = new ClientV1({ name: 't', version: '1' })
    clients.push(client)
    await client.connect(new HttpV1(new URL(run.resource), { fetch: run.fetcher() }))
    const read = await client.callTool({ name: 'read_text_file', arguments: { path: 'notes.md', api_key: 'sk-canary-1234567890abcdef' } })
    expect(JSON.stringify(read.content)).toContain('A file for trying things out')
    const outside = await client.callTool({ name: 'read_text_file', arguments: { path: '/etc/passwd' } })
    expect(outside.isError).toBe(true)
    await until(() => outcomes().length === 2, 'both outcomes')
    expect(decisions()[0]).toMatchObject({
      result: 'allowed', server: 'files', tool: 'read_text_file', parameters_digest: expect.stringMatching(/^sha-256:/),
      parameters_redacted: { path: 'notes.md', api_key: '[redacted]' },
    }) // prettier-ignore
    expect(decisions()[0]).toHaveProperty('checks', ['signature', 'audience', 'expiry', 'proof_of_possession', 'lease', 'containment', 'mandate', 'scope'].map((check) => expect.objectContaining({ check, ok: true })))
    expect(outcomes()).toEqual([expect.objectContaining({ result: 'ok' }), expect.objectContaining({ result: 'failed', reason: 'tool_error' })])
    expect(gateway.log.join('\n')).not.toContain('sk-canary')
  }, 30_000)
})

describe('tool servers', () => {
  it('are never shared by two people, nor by two runs of one mandate', async () => {
    const ann = await gateway.run('mcp:everything:echo')
    const bob = await gateway.run('mcp:everything:echo', { path: ann.path })
    const [a, b] = [await connect(ann), await connect(bob)]
    await Promise.all([a, b].map((client) => client.callTool({ name: 'echo', arguments: { message: 'x' } })))
    expect(children()).toHaveLength(2)

    const session = (a.transport as StreamableHTTPClientTransport).sessionId ?? ''
    const stolen = await bob.fetcher()(bob.resource, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-session-id': session },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    })
    expect(stolen.status).toBe(404)
  }, 30_000)

  it('have nothing of ours in their environment', async () => {
    process.env.LANYARD_CANARY = 'canary'
    await connect(await gateway.run('mcp:everything:echo'))
    const [child] = children()
    expect(child?.env).not.toMatch(/LANYARD|canary|DATABASE|NEXTAUTH/)
    delete process.env.LANYARD_CANARY
  }, 30_000)

  it('that die with a call in flight fail that call, and the next one starts another', async () => {
    const client = await connect(await gateway.run(LONG_SCOPE))
    const call = client.callTool(LONG).catch((error: unknown) => error)
    await until(() => decisions().length > 0 && children().length > 0, 'the call to be under way')
    await new Promise((resolve) => setTimeout(resolve, 200))
    process.kill(Number(children()[0]?.pid), 'SIGKILL')
    expect(await call).toMatchObject({ message: expect.stringContaining('tool server `everything` ended by SIGKILL') })
    await until(() => outcomes().length > 0, 'the outcome')
    expect(outcomes()[0]).toMatchObject({ result: 'failed', reason: 'tool_server_ended' })
    expect((await client.callTool({ name: 'echo', arguments: { message: 'again' } })).isError).toBeFalsy()
  }, 30_000)

  it('ask the agent back: sampling, elicitation and roots pass through', async () => {
    const run = await gateway.run('mcp:everything:trigger-sampling-request mcp:everything:get-roots-list')
    const client = new Client({ name: 'test-agent', version: '1' }, { capabilities: { sampling: {}, roots: { listChanged: true } } })
    client.setRequestHandler('sampling/createMessage', async () => ({ model: 'm', role: 'assistant' as const, content: { type: 'text' as const, text: 'sampled' } }))
    client.setRequestHandler('roots/list', async () => ({ roots: [{ uri: 'file:///work', name: 'work' }] }))
    clients.push(client)
    await client.connect(new StreamableHTTPClientTransport(new URL(run.resource), { fetch: run.fetcher() }))
    const result = await client.callTool({ name: 'trigger-sampling-request', arguments: { prompt: 'p', maxTokens: 10 } })
    expect(JSON.stringify(result.content)).toContain('sampled')
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(JSON.stringify((await client.callTool({ name: 'get-roots-list', arguments: {} })).content)).toContain('file:///work')
  }, 30_000)

  it('are told when an agent cancels, and the record says cut', async () => {
    const client = await connect(await gateway.run(LONG_SCOPE))
    const abort = new AbortController()
    const call = client.callTool(LONG, { signal: abort.signal }).catch((error: unknown) => error)
    await until(() => decisions().length > 0, 'the call to be under way')
    await new Promise((resolve) => setTimeout(resolve, 200))
    abort.abort()
    await call
    await until(() => outcomes().length > 0, 'the outcome')
    expect(outcomes()[0]).toMatchObject({ result: 'cut', reason: 'cancelled_by_agent' })
    expect((await client.callTool({ name: 'echo', arguments: { message: 'next' } })).isError).toBeFalsy()
  }, 30_000)
})
