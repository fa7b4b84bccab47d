import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { expect, it } from 'vitest'
import { childrenOf, startGatewayUnderTest, until } from '@/lib/testing/gateway'

it('a tool server is ended when idle, and started again by the next call of the same session', async () => {
  const gateway = await startGatewayUnderTest({ limits: { backendIdleMs: 1_000 } })
  try {
    const run = await gateway.run('mcp:everything:echo')
    const client = new Client({ name: 'test-agent', version: '1' })
    await client.connect(new StreamableHTTPClientTransport(new URL(run.resource), { fetch: run.fetcher() }))
    await until(() => childrenOf(gateway).length === 0, 'the tool server to be ended')
    expect((await client.callTool({ name: 'echo', arguments: { message: 'two' } })).content).toEqual([{ type: 'text', text: 'Echo: two' }])
    await client.close()
  } finally {
    await gateway.stop()
  }
}, 60_000)
