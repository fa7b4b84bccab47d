import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limitBody } from './body-limit'

/** Behind the server that the authority has: a request is not the same there as in a test of the handlers alone. */
let server: Server
beforeAll(async () => {
  const app = new Hono().use(limitBody(1_000)).all('/', async (c) => c.json({ method: c.req.method, length: (await c.req.text()).length }))
  server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** `said`: its length stands in the header; else it comes in pieces, and nobody says how many. */
const ask = (method: string, body: string | null, said: boolean): Promise<{ status: number | undefined; text: string }> =>
  new Promise((resolve, reject) => {
    const headers = body === null ? {} : said ? { 'content-length': body.length } : { 'transfer-encoding': 'chunked' }
    const sent = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve({ status: response.statusCode, text }))
    })
    sent.on('error', reject)
    sent.end(body ?? undefined)
  })

describe('a body', () => {
  it.each([true, false])('is read up to its limit and no further (its length is said: %s)', async (said) => {
    expect(await ask('POST', 'x'.repeat(1_000), said)).toEqual({ status: 200, text: '{"method":"POST","length":1000}' })
    expect(await ask('POST', 'x'.repeat(1_001), said)).toMatchObject({ status: 413, text: expect.stringContaining('too_large') as string })
  })

  it.each(['GET', 'DELETE', 'POST'])('may be none at all (%s)', async (method) => {
    expect(await ask(method, null, false)).toEqual({ status: 200, text: `{"method":"${method}","length":0}` })
  })
})
