import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeAuthority } from '@/lib/testing/fake-authority'
import { freePort } from '@/lib/testing/free-port'
import { shippedServers, TestRun, until } from '@/lib/testing/gateway'
import { gatewayProcess, type GatewayProcess } from '@/lib/testing/gateway-process'
import { shiftedClock } from '@/lib/testing/shifted-clock'

const HOUR_MS = 3_600_000
const clock = shiftedClock()
let authority: FakeAuthority
let gateway: GatewayProcess

const isReady = () => fetch(`${gateway.url}/readyz`).then(({ ok }) => ok, () => false)
beforeAll(async () => {
  authority = await FakeAuthority.start()
  authority.servers = shippedServers(authority.tenant)
  gateway = await gatewayProcess({ issuer: authority.issuer, port: await freePort(), code: 'a-code-for-tests-only', environment: clock.environment })
  await until(isReady, 'the gateway to be ready', [], 60_000)
}, 90_000)
afterAll(async () => {
  gateway?.remove()
  await authority?.stop()
  clock.remove()
})

async function setClock(offMs: number): Promise<void> {
  const said = gateway.output().length
  clock.set(gateway.child, offMs)
  await until(() => gateway.output().slice(said).includes(`clock off by ${offMs}\n`), 'the clock to be set', [], 20_000)
}
/** 400 is "no session yet": it was let through. */
const LET_THROUGH = 400
/** Its lease is over, or, by its own clock, the token or the proof. */
const REFUSED = [401, 503]
const ping = async (run: TestRun, over = {}) => (await run.fetcher(over)(run.resource, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"jsonrpc":"2.0","id":1,"method":"ping"}' })).status

describe('[23] a point whose wall clock jumps by an hour', () => {
  it.each([
    ['forward', HOUR_MS],
    ['back', -HOUR_MS],
  ])('%s refuses everything, and when it is put right catches up with what was ordered meanwhile', async (_way, offMs) => {
    const resource = `${gateway.url}/mcp/everything`
    const [stays, halted] = [await TestRun.begin(authority, resource, 'mcp:everything:echo'), await TestRun.begin(authority, resource, 'mcp:everything:echo')]
    expect([await ping(stays), await ping(halted)]).toEqual([LET_THROUGH, LET_THROUGH])
    const now = Math.floor(Date.now() / 1000)
    const over = { iat: now - 400, exp: now - 100 }
    expect(await ping(stays, over)).toBe(401)

    await setClock(offMs)
    // Forward, the lease is over at once. Back, it runs on by the other clock, and a token that was over stays over.
    if (offMs > 0) expect(REFUSED).toContain(await ping(stays))
    expect(REFUSED).toContain(await ping(stays, over))
    await until(async () => !(await isReady()), 'the lease to end', [], 30_000)
    const order = await authority.halt([halted.agent])
    for (const status of [await ping(stays), await ping(halted), await ping(stays, over)]) expect(REFUSED).toContain(status)
    expect(await isReady()).toBe(false)

    await setClock(0)
    await until(isReady, 'a new lease', [], 30_000)
    expect([await ping(stays), await ping(halted, { epoch: 0 })]).toEqual([LET_THROUGH, 403])
    await until(() => authority.receipts.some(({ order_id }) => order_id === order), 'the order to be confirmed', [], 30_000)
  }, 120_000)
})
