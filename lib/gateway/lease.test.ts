import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { childrenOf, startGatewayUnderTest, until, type GatewayUnderTest } from '@/lib/testing/gateway'

let gateway: GatewayUnderTest
beforeAll(async () => {
  gateway = await startGatewayUnderTest()
}, 40_000)
afterAll(() => gateway.stop())

describe('case 23: without a lease', () => {
  it('everything is refused with 503, calls in flight are cut, and a new lease opens the gate again, for the same session', async () => {
    const run = await gateway.run('mcp:everything:echo mcp:everything:trigger-long-running-operation')
    const client = new Client({ name: 'test-agent', version: '1' })
    await client.connect(new StreamableHTTPClientTransport(new URL(run.resource), { fetch: run.fetcher() }))
    let progress = 0
    const long = client
      .callTool({ name: 'trigger-long-running-operation', arguments: { duration: 60, steps: 120 } }, { onprogress: () => (progress += 1) })
      .catch((error: unknown) => error)
    await until(() => progress > 0, 'the call to be under way')

    gateway.authority.broken.lease = true
    const since = performance.now()
    expect(await long).toMatchObject({ message: expect.stringContaining('lost its lease') })
    expect(performance.now() - since).toBeLessThan(6_000)
    const ping = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' }
    const refused = await run.fetcher()(run.resource, ping)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(await refused.text()).toContain('no fresh word from the authority')
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)
    await until(() => childrenOf(gateway).length === 0, 'the tool server to be dead')

    gateway.authority.broken.lease = false
    await until(async () => (await fetch(`${gateway.url}/readyz`)).ok, 'a new lease')
    expect((await client.callTool({ name: 'echo', arguments: { message: 'x' } })).isError).toBeFalsy()
    const outcomes = gateway.authority.records.filter((record) => record.kind === 'outcome')
    expect(outcomes[0]).toMatchObject({ result: 'cut', reason: 'lease_lost' })
    await client.close()
  }, 60_000)

  it('a lost stream alone stops nothing, and is found again', async () => {
    const run = await gateway.run('mcp:everything:echo')
    gateway.authority.dropStreams()
    const ping = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"jsonrpc":"2.0","id":1,"method":"ping"}' }
    expect((await run.fetcher()(run.resource, ping)).status).toBe(400) // let through to "no session yet"
    await gateway.authority.halt([run.agent])
    await until(() => gateway.authority.receipts.length > 0, 'the order to be confirmed')
    expect((await run.fetcher({ epoch: 0 })(run.resource, ping)).status).toBe(403)
  }, 60_000)
})
