import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JSONRPCMessage } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { outbound } from '@/lib/kernel/outbound'
import { outboundPost } from '@/lib/kernel/outbound-post'
import { HttpBackend } from './http-backend'

/** A tool server that answers each request as the test says, in whatever form MCP allows and in some that it does not. */
let answer: (request: IncomingMessage, response: ServerResponse) => void
let server: Server
let backend: HttpBackend
let came: JSONRPCMessage[]
beforeAll(async () => {
  server = createServer((request, response) => answer(request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(async () => {
  const rules = { innerNetworks: true, answerBytesMax: 1_000 }
  backend = new HttpBackend(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`, { fetch: outbound(rules), post: outboundPost(rules), answerBytesMax: 1_000 })
  came = []
  backend.onmessage = (message) => came.push(message)
  await backend.start()
  backend.setProtocolVersion('2025-06-18')
})

const request = { jsonrpc: '2.0' as const, id: 7, method: 'tools/call', params: { name: 'echo' } }
const result = { jsonrpc: '2.0', id: 7, result: { content: [] } }
const progress = { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } }
const broken = { jsonrpc: '2.0', id: 7, error: { message: 'the tool server broke off its answer' } }
const as = (type: string, ...pieces: string[]) => (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { 'content-type': type })
  for (const piece of pieces) response.write(piece)
  response.end()
}
const event = (message: object, id?: number) => `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(message)}\n\n`
const arrived = (count: number) => vi.waitFor(() => expect(came).toHaveLength(count), { timeout: 60_000 })

describe('an answer of a tool server', () => {
  it('may be JSON; it is asked in the version that was agreed on, and for either form', async () => {
    let headers: IncomingMessage['headers'] = {}
    answer = (asked, response) => {
      headers = asked.headers
      as('application/json; charset=utf-8', JSON.stringify(result))(asked, response)
    }
    await backend.send(request)
    await arrived(1)
    expect(came).toEqual([result])
    expect(headers).toMatchObject({ 'mcp-protocol-version': '2025-06-18', accept: 'application/json, text/event-stream', 'content-type': 'application/json' })
  })

  it('may be a stream, cut anywhere, with what belongs to it before it', async () => {
    answer = as('text/event-stream', ...`: hello\n\n${event(progress)}${event(result)}`)
    await backend.send(request)
    await arrived(2)
    expect(came).toEqual([progress, result])
  })

  it('that breaks off, is no message or is too large is an error for whoever waits', async () => {
    const large = JSON.stringify({ ...result, result: { text: 'x'.repeat(2_000) } })
    for (const bad of [as('text/event-stream', event(progress)), as('application/json', '{"jsonrpc":"2.0"'), as('application/json', '[]'), as('text/event-stream', 'data: {}\n\n'), as('application/json', large), as('text/event-stream', `data: ${large}\n\n`)]) {
      came = []
      answer = bad
      await backend.send(request)
      await vi.waitFor(() => expect(came.at(-1)).toMatchObject(broken), { timeout: 60_000 })
    }
  })

  it('that was numbered and broke off is gone on with', async () => {
    answer = (asked, response) => {
      if (asked.method === 'POST') return as('text/event-stream', event(progress, 4))(asked, response)
      expect(asked.headers['last-event-id']).toBe('4')
      as('text/event-stream', event(result, 5))(asked, response)
    }
    await backend.send(request)
    await arrived(2)
    expect(came).toEqual([progress, result])
  })

  it('that refuses, redirects or is compressed is none', async () => {
    const refusing: Record<string, (response: ServerResponse) => void> = {
      'answered 500': (response) => response.writeHead(500).end('no'),
      'answered 307': (response) => response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
      'in a form': (response) => response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end('x'),
    }
    for (const [said, refuse] of Object.entries(refusing)) {
      answer = (_, response) => refuse(response)
      await expect(backend.send(request)).rejects.toThrow(said)
    }
    expect(came).toEqual([])
  })

  it('on its way is not read any more once the session is cut', async () => {
    let held: ServerResponse | null = null
    answer = (_, response) => {
      held = response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(event(progress))
    }
    await backend.send(request)
    await arrived(1)
    const gone = new Promise((resolve) => held?.once('close', resolve))
    backend.kill()
    await gone
    expect(came).toEqual([progress])
  })
})
