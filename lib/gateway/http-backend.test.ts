import { spawn, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/ids'
import { freePort } from '@/lib/testing/free-port'
import { startGatewayUnderTest, until, type GatewayUnderTest, type TestRun } from '@/lib/testing/gateway'

/** The real everything server again, this time over Streamable HTTP. */
let gateway: GatewayUnderTest
let upstream: ChildProcess
let said = ''
beforeAll(async () => {
  const port = await freePort()
  upstream = spawn(process.execPath, [resolve('node_modules/@modelcontextprotocol/server-everything/dist/index.js'), 'streamableHttp'], {
    env: { NODE_ENV: 'production', PATH: process.env.PATH, PORT: String(port) },
    stdio: 'pipe',
  })
  for (const stream of [upstream.stdout, upstream.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await until(() => fetch(`http://127.0.0.1:${port}/mcp`).then(() => true, () => false), 'the tool server to listen')
  gateway = await startGatewayUnderTest()
  gateway.authority.servers.push({ id: newId(), tenantId: gateway.authority.tenant, slug: 'remote', transport: { kind: 'http', url: `http://127.0.0.1:${port}/mcp` }, tools: [] })
  await until(() => gateway.authority.tools.size === 3, 'the tools of the remote server to be known', gateway.log)
}, 60_000)
afterAll(async () => {
  upstream?.kill()
  await gateway?.stop()
})

const connect = async (run: TestRun) => {
  const client = new Client({ name: 'test-agent', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(run.resource), { fetch: run.fetcher() }))
  return client
}

describe('a tool server behind Streamable HTTP', () => {
  it('is called through the gateway, with progress, and never sees the agent’s token', async () => {
    const run = await gateway.run('mcp:remote:echo mcp:remote:trigger-long-running-operation', { slug: 'remote' })
    const client = await connect(run)
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('echo')
    expect((await client.callTool({ name: 'echo', arguments: { message: 'far' } })).content).toEqual([{ type: 'text', text: 'Echo: far' }])
    let progress = 0
    await client.callTool({ name: 'trigger-long-running-operation', arguments: { duration: 1, steps: 3 } }, { onprogress: () => (progress += 1) })
    expect(progress).toBeGreaterThan(0)
    expect(said).not.toMatch(/DPoP|eyJ/)
    await client.close()
  }, 60_000)

  it('is cut off by a halt', async () => {
    const run = await gateway.run('mcp:remote:trigger-long-running-operation', { slug: 'remote' })
    const client = await connect(run)
    let progress = 0
    const long = client
      .callTool({ name: 'trigger-long-running-operation', arguments: { duration: 60, steps: 120 } }, { onprogress: () => (progress += 1) })
      .catch((error: unknown) => error)
    await until(() => progress > 0, 'the call to be under way', gateway.log)
    await gateway.authority.halt([run.agent])
    expect(await long).toMatchObject({ code: -32_004 })
    await client.close()
  }, 60_000)
})
