import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLocalJWKSet } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/ids'
import { testSigner } from '@/lib/testing/signer'
import { hookServer, type HookRules } from './hook-server'

const ISSUER = 'http://id.test'
const HOOK = newId()
const signer = await testSigner()
const stranger = await testSigner()
const open: Server[] = []
const now = () => Math.floor(Date.now() / 1000)
let rules: Omit<HookRules, 'command'>
beforeAll(async () => {
  rules = { issuer: ISSUER, hookId: HOOK, keys: createLocalJWKSet(await signer.publicKeys()), now: Date.now, notBefore: now() - 30, agents: [], say: () => undefined }
})
afterAll(() => open.forEach((server) => server.close()))

type Over = Partial<HookRules> & { args?: readonly string[]; timeoutMs?: number; pass?: readonly string[] }
/** The command is this very Node, with a program of one line. */
async function hook(program: string, { args = [], timeoutMs = 20_000, pass = [], ...over }: Over = {}): Promise<string> {
  const server = hookServer({ ...rules, command: { file: process.execPath, args: ['-e', program, '--', ...args], timeoutMs, pass }, ...over })
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

type Notice = Record<string, unknown>
const notice = (over: Notice = {}): Notice => {
  const [orderId, agentId] = [newId(), newId()]
  return { iss: ISSUER, aud: HOOK, iat: now(), exp: now() + 60, jti: `${orderId}.${HOOK}`, order_id: orderId, tenant: newId(), epoch: 7, grain: 'agent', mode: 'suspend', target: { id: agentId, key: null, name: 'a; rm -rf /' }, agents: [{ id: agentId, name: '$(reboot)' }], more_agents: 0, committed_at: new Date().toISOString(), attempt: 1, ...over }
}
async function tell(url: string, what: Notice, { by = signer, typ = 'lanyard-runtime-hook+jwt', body }: { by?: typeof signer; typ?: string; body?: string } = {}) {
  const [header = '', payload = '', signature = ''] = (await by.sign(typ, what)).split('.')
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', 'lanyard-signature': `${header}..${signature}` }, body: body ?? Buffer.from(payload, 'base64url').toString() })
  return { status: response.status, said: (await response.json()) as { stopped?: number; detail?: string } }
}

describe('a runtime hook that runs a command', () => {
  it('gives it the order’s ids, by argument and environment, and nothing that somebody named; what it prints is the receipt', async () => {
    process.env.HOOK_TEST_SECRET = 'canary'
    process.env.HOOK_TEST_PASSED = 'passed'
    const program = `const e = process.env; console.log(JSON.stringify({ stopped: 1, detail: [process.argv.slice(1).join(' '), e.HOOK_MODE, e.HOOK_AGENTS, e.HOOK_TEST_SECRET, e.HOOK_TEST_PASSED].join(' ') }))`
    const url = await hook(program, { args: ['agent in ({agents})', '{order}', '{unknown} $HOME'], pass: ['HOOK_TEST_PASSED'] })
    const told = notice({ mode: 'kill' })
    const agent = (told.agents as { id: string }[])[0]?.id
    expect(await tell(url, told)).toEqual({ status: 200, said: { stopped: 1, detail: `agent in (${agent}) ${String(told.order_id)} {unknown} $HOME kill ${agent}  passed`.slice(0, 200) } })
  })

  it('refuses what the issuer has not signed for this hook and for now, and runs nothing', async () => {
    const url = await hook(`console.log('ran')`)
    const good = notice()
    expect((await tell(url, good, { by: stranger })).status).toBe(401)
    expect((await tell(url, good, { typ: 'at+jwt' })).status).toBe(401)
    expect((await tell(url, good, { body: JSON.stringify({ ...good, mode: 'kill' }) })).status).toBe(401)
    for (const over of [{ aud: newId() }, { iss: 'http://other.test' }, { iat: now() - 120, exp: now() - 60 }, { iat: now() - 3_600, exp: now() + 3_600 }, { iat: now() + 60, exp: now() + 120 }, { iat: now() - 40 }, { order_id: '--all' }, { agents: [{ id: 'a,b' }] }])
      expect([over, (await tell(url, { ...good, ...over })).status]).toEqual([over, 401])
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401)
    expect((await fetch(url)).status).toBe(405)
    const unreachable = await hook(`console.log('ran')`, { keys: () => Promise.reject(new TypeError('fetch failed')) })
    expect(await tell(unreachable, good)).toMatchObject({ status: 503 })
    expect(await tell(url, good)).toEqual({ status: 200, said: { detail: 'ran' } })
  })

  it('runs it once for an order, however often it is told; what failed only when it is signed anew', async () => {
    const said: string[] = []
    const say = (text: string) => void said.push(text)
    const done = await hook(`console.log(process.pid)`, { say })
    const told = notice()
    const [first, second] = await Promise.all([tell(done, told), tell(done, told)])
    expect(second).toEqual(first)
    expect(await tell(done, { ...told, attempt: 2 })).toEqual(first)
    expect(said).toHaveLength(1)
    const fails = await hook(`process.exit(3)`, { say })
    const other = notice()
    expect(await tell(fails, other)).toEqual({ status: 502, said: { detail: 'it ended with status 3' } })
    expect((await tell(fails, other)).status).toBe(502)
    expect(said).toHaveLength(2)
    expect((await tell(fails, { ...other, attempt: 2 })).status).toBe(502)
    expect((await tell(fails, other)).status).toBe(502)
    expect(said).toHaveLength(3)
  })

  it('ends one that does not end, with all that it has started; and one that is not there, or says too much, is no fault', async () => {
    const sleeper = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); setInterval(() => {}, 1000)`
    expect(await tell(await hook(sleeper, { timeoutMs: 300 }), notice())).toMatchObject({ status: 504, said: { detail: expect.stringContaining('did not end') as string } })
    const missing = await hook('', { command: { file: '/nowhere/stop', args: [], timeoutMs: 1_000, pass: [] } })
    expect(await tell(missing, notice())).toEqual({ status: 502, said: { detail: 'it could not be started (ENOENT)' } })
    const loud = await tell(await hook(`process.stdout.write('x'.repeat(5_000_000))`), notice())
    expect([loud.status, loud.said.detail?.length]).toEqual([200, 200])
  })

  it('stops nothing of agents that run elsewhere, and gives no receipt for those whom a notice does not name', async () => {
    const here = newId()
    const url = await hook(`console.log('ran')`, { agents: [here] })
    expect(await tell(url, notice())).toEqual({ status: 200, said: { stopped: 0, detail: 'none of its agents runs here' } })
    expect((await tell(url, notice({ agents: [{ id: here, name: 'x' }] }))).said).toEqual({ detail: 'ran' })
    expect((await tell(url, notice({ grain: 'tenant', agents: [] }))).said).toEqual({ detail: 'ran' })
    const named = await hook(`console.log('ran')`, { args: ['{agents}'] })
    expect(await tell(named, notice({ more_agents: 3 }))).toEqual({ status: 422, said: { detail: '3 more agents are not named in the notice' } })
  })
})
