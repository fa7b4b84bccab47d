import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeAuthority } from '@/lib/testing/fake-authority'
import { freePort } from '@/lib/testing/free-port'
import { shippedServers, TestRun, until } from '@/lib/testing/gateway'
import { gatewayProcess, type GatewayProcess } from '@/lib/testing/gateway-process'
import { shiftedClock } from '@/lib/testing/shifted-clock'

const HOUR_MS = 3_600_000
const clock = shiftedClock()
const LEASE_MS = 3_000
/** More under soak. */
const ROUNDS = Number(process.env.SOAK_POINT_FAULTS ?? 1)
let authority: FakeAuthority
let port: number
let gateway: GatewayProcess

/** The gateway itself, bundled, in a process of its own; the same one again where it has a home. */
const start = (home?: string) => gatewayProcess({ issuer: authority.issuer, port, code: 'a-code-for-tests-only', environment: clock.environment, ...(home ? { home } : {}) })
const isReady = () => fetch(`${gateway.url}/readyz`).then(({ ok }) => ok, () => false)
beforeAll(async () => {
  authority = await FakeAuthority.start()
  authority.servers = shippedServers(authority.tenant)
  port = await freePort()
  gateway = await start()
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

/** Two agents that were let through; one is about to be halted. */
async function atWork(): Promise<{ stays: TestRun; halted: TestRun }> {
  const resource = `${gateway.url}/mcp/everything`
  const [stays, halted] = [await TestRun.begin(authority, resource, 'mcp:everything:echo'), await TestRun.begin(authority, resource, 'mcp:everything:echo')]
  const epoch = { epoch: authority.currentEpoch }
  await until(async () => (await ping(stays, epoch)) === LET_THROUGH && (await ping(halted, epoch)) === LET_THROUGH, 'both to be let through', [], 30_000)
  return { stays, halted }
}
const confirmed = (order: string) => until(() => authority.receipts.some(({ order_id }) => order_id === order), 'the order to be confirmed', [], 30_000)

describe.each(Array.from({ length: ROUNDS }, (_, n) => n + 1))('a point that was not told, time %i', () => {
  it('[25] finds an order that no stream told of by its lease, enforces it and confirms it', async () => {
    const { stays, halted } = await atWork()
    const epoch = authority.currentEpoch
    const order = await authority.halt([halted.agent], { quietly: true })
    await confirmed(order)
    expect([await ping(stays, { epoch }), await ping(halted, { epoch })]).toEqual([LET_THROUGH, 403])
  }, 90_000)

  it('[23] that was stopped for longer than its lease refuses everything when it goes on, until it has a new one and knows what was ordered', async () => {
    const { stays, halted } = await atWork()
    const epoch = authority.currentEpoch
    gateway.child.kill('SIGSTOP')
    const stopped = performance.now()
    authority.broken.lease = true
    const order = await authority.halt([halted.agent], { quietly: true })
    // The last lease was asked for before: by this clock, that everybody shares, it is over.
    while (performance.now() - stopped < LEASE_MS + 100) await new Promise((resolve) => setTimeout(resolve, 100))
    gateway.child.kill('SIGCONT')
    expect([await ping(stays, { epoch }), await ping(halted, { epoch }), await isReady()]).toEqual([503, 503, false])
    authority.broken.lease = false
    await confirmed(order)
    await until(async () => (await ping(stays, { epoch })) === LET_THROUGH, 'the other to be let through', [], 30_000)
    expect(await ping(halted, { epoch })).toBe(403)
  }, 90_000)

  it('[26] that is started again and is given an old snapshot lets nobody in by it', async () => {
    const { stays, halted } = await atWork()
    const epoch = authority.currentEpoch
    await authority.keepSnapshot(true)
    const gone = new Promise((resolve) => gateway.child.once('exit', resolve))
    gateway.child.kill('SIGKILL')
    await gone
    const order = await authority.halt([halted.agent])
    const [leases, snapshots] = [authority.leases, authority.snapshots]
    gateway = await start(gateway.home)
    await until(() => authority.leases > leases + 1 && authority.snapshots > snapshots, 'it to ask for leases and for a snapshot', [], 60_000)
    await until(async () => (await ping(stays, { epoch }).catch(() => 0)) === 503, 'it to answer', [], 30_000)
    expect([await ping(halted, { epoch }), await ping(stays, { epoch }), authority.receipts.some(({ order_id }) => order_id === order)]).toEqual([503, 503, false])
    await authority.keepSnapshot(false)
    await confirmed(order)
    await until(async () => (await ping(stays, { epoch })) === LET_THROUGH, 'the other to be let through', [], 30_000)
    expect(await ping(halted, { epoch })).toBe(403)
  }, 120_000)
})
