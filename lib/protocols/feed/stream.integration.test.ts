import { createServer, get, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { halt } from '@/lib/identity/containment'
import type { AgentId } from '@/lib/kernel/ids'
import { makeStaff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { makeBareAgents } from '@/lib/testing/hops'
import { makePoint, proofBy } from '@/lib/testing/points'
import { testSigner } from '@/lib/testing/signer'
import { feedRoutes, type Feed } from './routes'

const POINTS = 20
const HALTS = 10
/** A bound that holds on a busy machine; the budget (p99 of 100 ms on a quiet one) is the benchmark's to show. */
const LATE_MS = 20_000

const ISSUER = 'http://authority.test'
const database = await testDatabase()
let feed: Feed
let server: Server
let base: string
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  feed = feedRoutes({ issuer: ISSUER, signer: await testSigner() })
  server = createServer(getRequestListener(feed.fetch, { overrideGlobalObjects: false }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await feed.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await closeDatabase()
})

/** As a point does it: told to ask again, it does. */
async function openStream(): Promise<IncomingMessage> {
  const point = await makePoint()
  for (const until = performance.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const dpop = await proofBy(point, 'GET', `${ISSUER}/feed/stream`)
    const stream = await new Promise<IncomingMessage>((resolve, reject) => get(`${base}/feed/stream`, { headers: { dpop }, agent: false }, resolve).on('error', reject))
    if (stream.statusCode !== 503 || performance.now() > until) return stream
    stream.destroy()
  }
}

it(`reaches ${POINTS} points over real connections, and lets go of those that hang up`, async () => {
  const heard: number[] = []
  const streams: IncomingMessage[] = []
  for (let n = 0; n < POINTS; n++) streams.push(await openStream())
  for (const stream of streams) {
    expect(stream.statusCode).toBe(200)
    stream.setEncoding('utf8').on('data', (text: string) => {
      const now = performance.now()
      for (const _ of text.matchAll(/^event: epoch$/gm)) heard.push(now)
    })
  }
  const staff = await makeStaff()
  const agents = await makeBareAgents(staff, Array.from({ length: HALTS }, (_, n) => `halted-${n}`))
  for (const [n, agentId] of agents.entries()) {
    expect(await halt(staff.admin, { agentId: agentId as AgentId })).toMatchObject({ ok: true })
    const committed = performance.now()
    while (heard.length < POINTS * (n + 1) && performance.now() - committed < LATE_MS) await new Promise((resolve) => setTimeout(resolve, 2))
    expect(heard).toHaveLength(POINTS * (n + 1))
  }
  for (const stream of streams.slice(1)) stream.destroy()
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(await halt(staff.admin, { agentId: agents[0] })).toMatchObject({ ok: true })
  const until = performance.now() + LATE_MS
  while (heard.length < POINTS * HALTS + 1 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 2))
  expect(heard).toHaveLength(POINTS * HALTS + 1)
}, 120_000)
