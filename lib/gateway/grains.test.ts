import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/ids'
import { startGatewayUnderTest, until, type GatewayUnderTest, type TestRun } from '@/lib/testing/gateway'

let gateway: GatewayUnderTest
const clients: Client[] = []
beforeAll(async () => {
  gateway = await startGatewayUnderTest()
}, 60_000)
afterAll(() => gateway.stop())
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
  gateway.authority.reset()
}, 20_000)

async function connect(run: TestRun, over: Record<string, unknown> = {}): Promise<Client> {
  const client = new Client({ name: 'test-agent', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(run.resource), { fetch: run.fetcher(over) }))
  clients.push(client)
  return client
}
const LONG = { name: 'trigger-long-running-operation', arguments: { duration: 30, steps: 60 } }
const SCOPE = 'mcp:everything:trigger-long-running-operation mcp:everything:echo'
const echo = (client: Client, message = 'x') => client.callTool({ name: 'echo', arguments: { message } })
const decisions = () => gateway.authority.records.filter((record) => record.kind === 'decision')
/** Of this test's calls: an outcome is sent a moment later, and may come when the test before is over. */
const outcomes = () => gateway.authority.records.filter((record) => record.kind === 'outcome').filter((outcome) => decisions().some(({ id }) => id === outcome.cause_id))

/** A call of this run under way, an order given, and what became of the call. */
async function cutBy(run: TestRun, over: Record<string, unknown>, subject: { kind: string; id: string }): Promise<{ client: Client; error: unknown }> {
  const client = await connect(run, over)
  const call = client.callTool(LONG).catch((error: unknown) => error)
  await until(() => decisions().length > 0, 'the call to be under way')
  await gateway.authority.order([subject])
  const error = await call
  await until(() => gateway.authority.receipts.length > 0, 'the receipt')
  expect(gateway.authority.receipts).toMatchObject([{ cut_calls: 1 }])
  // Of the call before it in this file the outcome may still come in.
  await until(() => outcomes().some(({ result }) => result === 'cut'), 'the outcome')
  expect(outcomes().filter(({ result }) => result === 'cut')).toMatchObject([{ reason: 'halted' }])
  return { client, error }
}

describe('an order at the gateway', () => {
  it('over one run cuts its call and lets the agent’s next run in', async () => {
    const run = await gateway.run(SCOPE)
    const { client, error } = await cutBy(run, {}, { kind: 'run', id: `${run.agent}/${run.keys.thumbprint}` })
    expect(error).toMatchObject({ code: -32_004, message: expect.stringContaining('this run is contained') })
    await expect(echo(client)).rejects.toThrow(/halted/)
    const next = await gateway.run(SCOPE, { path: run.path })
    expect((await echo(await connect(next))).isError).toBeFalsy()
  }, 40_000)

  it('over what was taken from a run cuts exactly that', async () => {
    const run = await gateway.run(SCOPE)
    const delegation = newId()
    const { error } = await cutBy(run, { delegation }, { kind: 'delegation', id: delegation })
    expect(error).toMatchObject({ message: expect.stringContaining('the run that this authority was taken from') })
    expect((await echo(await connect(run))).isError).toBeFalsy()
  }, 40_000)

  it('over one tool cuts its calls, refuses it to everybody, and leaves the others', async () => {
    const run = await gateway.run(SCOPE)
    const { client, error } = await cutBy(run, {}, { kind: 'tool', id: 'everything:trigger-long-running-operation' })
    expect(error).toMatchObject({ code: -32_004, message: expect.stringContaining('the tool everything:trigger-long-running-operation') })
    expect((await echo(client)).isError).toBeFalsy()
    await expect(client.callTool(LONG)).rejects.toThrow(/other tools are let through/)
    expect(decisions().at(-1)).toMatchObject({ result: 'denied', reason: 'containment' })
  }, 40_000)

  it('over a quarantined agent ends its old tokens, and what its new ones send is recorded whole but for secrets', async () => {
    const run = await gateway.run('mcp:everything:echo')
    const client = await connect(run)
    const message = `${'a long sentence that tells what it is about; '.repeat(20)}`
    await echo(client, message)
    expect(JSON.stringify(decisions().at(-1))).toContain('characters)')
    await gateway.authority.order([{ kind: 'agent', id: run.agent, limited: true, watched: true }])
    await until(() => gateway.authority.receipts.length > 0, 'the receipt')
    await expect(echo(client)).rejects.toThrow(/halted|tokens from before stay dead/)
    const watched = await connect(run)
    await watched.callTool({ name: 'echo', arguments: { message, api_key: 'sk-canary-1234567890abcdef' } })
    expect(decisions().at(-1)).toMatchObject({ result: 'allowed', parameters_redacted: { message, api_key: '[redacted]' } })
  }, 40_000)

  // Last: nothing of these is let through by this gateway any more.
  it('over a tool server, and over everything, lets nobody through', async () => {
    const run = await gateway.run(SCOPE)
    const order = await gateway.authority.order([{ kind: 'tool_server', id: 'everything' }])
    await until(() => gateway.authority.receipts.length > 0, 'the receipt')
    await expect(connect(run)).rejects.toThrow(/the tool server everything was halted/)
    const files = await gateway.run('mcp:files:read_text_file', { slug: 'files' })
    const client = await connect(files)
    const read = () => client.callTool({ name: 'read_text_file', arguments: { path: 'notes.md' } })
    expect((await read()).isError).toBeFalsy()
    await gateway.authority.lift(order)
    await until(async () => connect(run).then(() => true, () => false), 'new tokens to be let in')
    await gateway.authority.order([{ kind: 'tenant', id: gateway.authority.tenant }])
    await until(() => gateway.authority.receipts.length > 1, 'the second receipt')
    await expect(read()).rejects.toThrow(/everything of this company/)
  }, 40_000)
})
