import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGatewayUnderTest, type GatewayUnderTest, type TestRun } from '@/lib/testing/gateway'

let gateway: GatewayUnderTest
beforeAll(async () => {
  gateway = await startGatewayUnderTest()
}, 30_000)
afterAll(() => gateway.stop())

const NAME = { name: 'test-agent', version: '1' }
const connect = {
  '1.x': async (run: TestRun) => {
    const client = new ClientV1(NAME)
    await client.connect(new HttpV1(new URL(run.resource), { fetch: run.fetcher() }))
    return client
  },
  '2.x': async (run: TestRun) => {
    const client = new ClientV2(NAME)
    await client.connect(new HttpV2(new URL(run.resource), { fetch: run.fetcher() }))
    return client
  },
  '2.x, negotiating': async (run: TestRun) => {
    const client = new ClientV2(NAME, { versionNegotiation: { mode: 'auto' } })
    await client.connect(new HttpV2(new URL(run.resource), { fetch: run.fetcher() }))
    return client
  },
}

describe.each(Object.entries(connect))('an unmodified MCP client of the SDK %s', (_, open) => {
  it('lists the tools of the everything server and calls one', async () => {
    const client = await open(await gateway.run('mcp:everything:echo'))
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toContain('echo')
    const result = await client.callTool({ name: 'echo', arguments: { message: 'hello' } })
    expect(result.content).toEqual([{ type: 'text', text: 'Echo: hello' }])
    await client.close()
  })
})
