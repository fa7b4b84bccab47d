import { createServer, type Server, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { JSONRPCMessage } from '@modelcontextprotocol/server'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Reply } from './reply'

const MIB = 1024 * 1024
const WITHIN = { timeout: 60_000, interval: 5 }
const progress: JSONRPCMessage = { jsonrpc: '2.0', method: 'notifications/progress', params: { message: 'x'.repeat(MIB) } }
const result: JSONRPCMessage = { jsonrpc: '2.0', id: 1, result: { content: [] } }

type Open = { reply: Reply; response: ServerResponse; agent: Socket; gone: () => boolean; read: () => number }
const sockets: Socket[] = []
let server: Server
let came: (response: ServerResponse) => void
beforeAll(async () => {
  server = createServer((_request, response) => came(response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})
afterAll(() => {
  sockets.forEach((socket) => socket.destroy())
  server.close()
})

/** A request of an agent that reads its answer, or does not. */
async function open(reads: boolean): Promise<Open> {
  const arrived = new Promise<ServerResponse>((resolve) => (came = resolve))
  const agent = connect((server.address() as AddressInfo).port, '127.0.0.1')
  sockets.push(agent)
  agent.on('error', () => undefined)
  let [bytes, gone] = [0, false]
  if (reads) agent.on('data', (chunk) => (bytes += chunk.length))
  else agent.pause()
  agent.write('POST /mcp HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n')
  const response = await arrived
  return { reply: new Reply(response, 'session', () => (gone = true)), response, agent, gone: () => gone, read: () => bytes }
}

describe('what an agent does not read', () => {
  it('waits for it up to 16 MiB, and is then broken off; what comes after it is dropped', async () => {
    const { reply, response, gone } = await open(false)
    for (let n = 0; n < 12; n++) reply.event(progress)
    expect([response.destroyed, gone()]).toEqual([false, false])
    // Whatever the kernel takes for it besides is no more than a few of these.
    for (let n = 0; n < 48; n++) reply.event(progress)
    expect(response.destroyed).toBe(true)
    await vi.waitFor(() => expect(gone()).toBe(true), WITHIN)
    expect(() => (reply.event(progress), reply.end(result), reply.close())).not.toThrow()
  })

  it('is none of an agent that reads: it gets all of far more than that', async () => {
    const { reply, response, gone, read } = await open(true)
    for (let n = 0; n < 24; n++) {
      reply.event(progress)
      await vi.waitFor(() => expect(response.writableLength).toBeLessThan(MIB), WITHIN)
    }
    reply.end(result)
    await vi.waitFor(() => expect(read()).toBeGreaterThan(24 * MIB), WITHIN)
    await vi.waitFor(() => expect([response.writableFinished, gone()]).toEqual([true, true]), WITHIN)
  })
})
