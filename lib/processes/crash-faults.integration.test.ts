import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi, type Api } from '@/lib/api/client'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { openPersonSession } from '@/lib/identity/access'
import { restore } from '@/lib/identity/containment'
import { verifyLog } from '@/lib/identity/ledger'
import type { TenantId } from '@/lib/kernel/ids'
import { agentKeyPair } from '@/lib/testing/agents'
import { cliProcesses } from '@/lib/testing/cli-process'
import { foreignSystems, type ForeignSystems } from '@/lib/testing/foreign-systems'
import { FormBrowser } from '@/lib/testing/form-browser'
import { makePerson, type TestPerson } from '@/lib/testing/people'
import { proofFor } from '@/lib/testing/proofs'
import { ownerUrlOf, processesOf, type ProcessName } from '@/lib/testing/stack-processes'
import { startStack, type Stack } from '@/lib/testing/stack'
import { WorkerBee } from '@/lib/testing/worker-bee'

/** The product as it is started; people and agents at work; and somebody who kills a process whenever it hurts. */
const VICTIMS = ['authority', 'postgres', 'gateway', 'worker'] as const satisfies readonly ProcessName[]
/** More under soak. */
const KILLS = Number(process.env.SOAK_KILLS ?? 2)
const LANES = 2
const BACK_MS = 90_000
const ROOT_TOKEN = 'root-token-of-the-crash-tests'
const ADMIN = { name: 'Ada', email: 'ada@example.com', password: 'four unrelated words 7' }

let stack: Stack
let owner: pg.Client
let bees: WorkerBee[]
let others: ForeignSystems
let leaving: { id: string; token: string }
let killed = (): void => undefined

beforeAll(async () => {
  stack = await startStack({ environment: { LANYARD_ROOT_TOKEN: ROOT_TOKEN } })
  const browser = new FormBrowser()
  await browser.submit(await browser.get(stack.welcomeLink), ADMIN, { stopAt: (url) => url.origin === stack.consoleUrl })
  bees = Array.from({ length: LANES }, (_, lane) => new WorkerBee(stack, ROOT_TOKEN, ADMIN, lane))
}, 400_000)
afterAll(async () => {
  for (const bee of bees ?? []) bee.stop()
  await owner?.end().catch(() => undefined)
  others?.close()
  await closeDatabase()
  await stack?.stop()
}, 60_000)

const progress = (): number => bees.reduce((sum, bee) => sum + bee.rounds, 0)
const all = <T>(pick: (bee: WorkerBee) => readonly T[]): T[] => bees.flatMap(pick)
const rows = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> => (await owner.query<T>(sql, values)).rows
const count = async (sql: string, values: unknown[] = []): Promise<number> => Number((await rows<{ count: string }>(`select count(*) from ${sql}`, values))[0]?.count)

async function untilProgress(from: number): Promise<void> {
  for (const until = Date.now() + BACK_MS; progress() <= from; await pause(50))
    if (Date.now() > until) throw new Error(`nothing worked for ${BACK_MS} ms:\n${all((bee) => bee.failures).slice(-5).join('\n')}\n${stack.log('authority').slice(-2_000)}`)
}

describe(`SIGKILL of each process, ${KILLS} times, during register, consent, exchange, call and halt`, { timeout: 120_000 + KILLS * 60_000 }, () => {
  it('[59] ends with everything working again, without a hand', async () => {
    const work = Promise.all(bees.map((bee) => bee.work()))
    await untilProgress(0)
    leaving = await beginToLeave()
    for (let kill = 0; kill < KILLS; kill++) {
      const before = progress()
      await pause(Math.random() * 900)
      const victim = VICTIMS[kill % VICTIMS.length] as ProcessName
      const pid = processesOf(stack).get(victim)
      if (pid) process.kill(pid, 'SIGKILL')
      killed()
      await untilProgress(before + 1)
    }
    for (const bee of bees) bee.stop()
    await work
    expect(processesOf(stack).size).toBe(VICTIMS.length + 1)
    owner = new pg.Client({ connectionString: ownerUrlOf(stack) })
    await owner.connect()
    openDatabase(ownerUrlOf(stack), { prisma: 2, hot: 2 })
    // What a killed process held counts as lost after a while: nobody here need wait for that.
    await rows(`update retirement_step set next_at = now() where state = 'waiting' and attempts > 0`)
    await rows(`update job_queue.job set started_on = now() - interval '5 minutes' where name = 'retirement' and state = 'active'`)
  })

  it('[59] loses nothing that was acknowledged', async () => {
    const [agents, mandates, orders] = [all((bee) => bee.acknowledged.agents), all((bee) => bee.acknowledged.mandates), all((bee) => bee.acknowledged.orders)]
    expect(orders.length).toBeGreaterThan(KILLS)
    expect(await count('agent where id = any($1)', [agents])).toBe(agents.length)
    expect(await count('mandate where id = any($1)', [mandates])).toBe(mandates.length)
    expect(await count('containment_order where id = any($1)', [orders.map(({ id }) => id)])).toBe(orders.length)
    const calls = all((bee) => bee.acknowledged.calls)
    const recorded = await rows<{ id: string }>(`select delegation_id as id from ledger_entry where action = 'tool.call' and result = 'allowed' and delegation_id = any($1)`, [calls])
    expect(new Set(recorded.map(({ id }) => id))).toEqual(new Set(calls))
  })

  it('[59] has issued nothing unrecorded, and nothing after a halt that was acknowledged', async () => {
    const tokens = all((bee) => bee.acknowledged.tokens)
    const recorded = await rows<{ id: string }>(
      `select d.id from delegation d join ledger_entry e on e.delegation_id = d.id and e.action = 'token.issue' and e.result = 'allowed' where d.id = any($1)`,
      [tokens],
    )
    expect(recorded.map(({ id }) => id).sort()).toEqual([...tokens].sort())
    expect(all((bee) => bee.late)).toEqual([])
  })

  it('[59] has done nothing by halves', async () => {
    const without = (table: string, action: string, link: string) => count(`${table} t where not exists (select from ledger_entry e where e.action = '${action}' and ${link})`)
    expect(await without('delegation', 'token.issue', 'e.delegation_id = t.id')).toBe(0)
    expect(await without('mandate', 'delegation.mandate.give', 'e.mandate_id = t.id')).toBe(0)
    expect(await without(`(select * from agent where name like 'bee-%')`, 'registry.agent.register', 'e.subject_id = t.id::text')).toBe(0)
    expect(await without(`(select * from containment_order where grain <> 'retirement')`, 'containment.halt', `e.detail->>'order_id' = t.id::text`)).toBe(0)
    expect(await count('containment_order o where not exists (select from containment_cover c where c.order_id = o.id)')).toBe(0)
    expect(await count('agent a where revision_in_force_id is null or not exists (select from agent_key k where k.agent_id = a.id)')).toBe(0)
  })

  it('[49] seals every entry, and the chain verifies', async () => {
    await expect.poll(() => count('ledger_entry e where not exists (select from ledger_leaf l where l.entry_id = e.id)'), { timeout: 50_000 }).toBe(0)
    const tenants = await rows<{ id: TenantId; entries: string }>('select tenant_id as id, count(*) as entries from ledger_entry group by tenant_id')
    for (const { id, entries } of tenants) expect(await verifyLog(id)).toEqual({ intact: true, entries: Number(entries) })
  })

  it('[59] leaves no call in flight that nobody makes', async () => {
    await expect.poll(() => count('call_in_flight'), { timeout: 50_000 }).toBe(0)
  })
})

describe('with the console and the worker down', () => {
  let down: number[]
  beforeAll(() => {
    const pids = processesOf(stack)
    down = [pids.get('console'), pids.get('worker')].map((pid) => pid ?? 0)
    // Stopped and not ended: the supervisor would start them again. They answer nobody and carry nothing out.
    for (const pid of down) process.kill(pid, 'SIGSTOP')
  })
  afterAll(() => down.forEach((pid) => process.kill(pid, 'SIGCONT')))

  it('the command halts and the point confirms; the authority refuses, keeps the board, and restores', async () => {
    const cli = await cliProcesses({ LANYARD_ISSUER: stack.issuer, LANYARD_ROOT_TOKEN: ROOT_TOKEN })
    try {
      const byCommand = async ({ name }: { name: string }): Promise<string> => {
        const { code, out, err } = await cli.run(['halt', 'agent', name, '--reason', 'the console is down', '--json'])
        if (code !== 0) throw new Error(err)
        return (JSON.parse(out) as { order_id: string }).order_id
      }
      const bee = new WorkerBee(stack, ROOT_TOKEN, ADMIN, LANES, byCommand)
      await bee.once('while-they-are-down')
      expect(bee.late).toEqual([])
      const [order = { id: '', agent: '' }] = bee.acknowledged.orders
      const root = createApi({ origin: stack.issuer, token: ROOT_TOKEN })
      const board = () => root.containment.get({ orderId: order.id })
      await expect.poll(board, { timeout: BACK_MS }).toMatchObject({ ok: true, value: { lifted: null, points: [{ state: 'confirmed', receipt: { cut_calls: 0 } }] } })
      expect(await root.agents.get({ agentId: order.agent })).toMatchObject({ ok: true, value: { status: 'suspended' } })

      const { person, api } = await colleague()
      const input = { orderId: order.id, reason: 'it was a rehearsal' }
      const proof = await proofFor(restore, person, input)
      if (!proof.ok) throw new Error(JSON.stringify(proof.refusal))
      expect(await api.containment.restore({ ...input, proof: proof.value })).toMatchObject({ ok: true, value: { lifted: { reason: 'it was a rehearsal' } } })
      expect(await root.agents.get({ agentId: order.agent })).toMatchObject({ ok: true, value: { status: 'active' } })
    } finally {
      cli.remove()
    }
    expect([processesOf(stack).get('console'), processesOf(stack).get('worker')]).toEqual(down)
    await expect(fetch(`${stack.consoleUrl}/api/health`, { signal: AbortSignal.timeout(500) })).rejects.toThrow()
  }, 180_000)
})

describe('a retirement whose process was killed while a system was being told', () => {
  it('is gone on with: no step is done twice, and none is lost', async () => {
    const api = createApi({ origin: stack.issuer, token: ROOT_TOKEN })
    const seen = async () => {
      const found = await api.retirements.get({ agentId: leaving.id })
      return found.ok ? found.value : null
    }
    await expect.poll(async () => (await seen())?.state, { timeout: 150_000, interval: 500 }).toBe('archived')
    const steps = (await seen())?.steps ?? []
    expect(steps.map(({ title, state }) => [title, state])).toEqual([
      'Stop it everywhere', 'Revoke what it holds', 'Deprovision cluster', 'Revoke its tokens at Cloud', 'End its account in Directory', 'Delete its secret in Vault', 'Prove that nothing answers', 'Archive',
    ].map((title) => [title, 'proven'])) // prettier-ignore
    // It was cut off in this one, and the deletion that it had asked for was carried out all the same.
    expect(steps[4]?.attempts).toBeGreaterThan(1)
    expect(others.scim.deleted).toHaveLength(1)
    expect([...others.scim.accounts.values()].map(({ userName }) => userName)).toEqual(['stays'])
    expect([await others.oauth.isActive(leaving.token), others.vault.has(leaving.id)]).toEqual([false, false])
    // Told more often it means the same: one order, one number.
    expect(new Set(others.receiver.heard.map(({ jti }) => jti)).size).toBe(1)
    expect([...others.receiver.stopped.values()]).toEqual([[leaving.id]])
    expect(others.receiver.refused()).toBe(0)
    const recorded = await rows<{ step: string }>(`select detail->>'step' as step from ledger_entry where action = 'registry.retirement.step' and result = 'ok' and subject_id = $1 order by id`, [leaving.id])
    expect(recorded.map(({ step }) => step)).toEqual(steps.map(({ title }) => title))
  }, 180_000)
})

/** An administrator who is not the one who halted, signed in for the API. */
async function colleague(): Promise<{ person: TestPerson; api: Api }> {
  const [company] = await rows<{ id: TenantId }>(`select id from tenant where slug = 'company'`)
  if (!company) throw new Error('there is no company')
  const person = await makePerson(company.id, { role: 'admin', name: 'Bea' })
  const token = randomBytes(32).toString('base64url')
  const tokenHash = createHash('sha256').update(token).digest('base64url')
  const opened = await openPersonSession({ tokenHash, personId: person.id, tenantId: company.id, clientId: 'console', expiresAt: new Date(Date.now() + 3_600_000) })
  if (!opened.ok) throw new Error(opened.refusal.code)
  return { person, api: createApi({ origin: stack.issuer, token }) }
}

/** Retires an agent that has something in systems of others, up to where one of them takes its time. */
async function beginToLeave(): Promise<{ id: string; token: string }> {
  others = await foreignSystems(async () => ((await (await fetch(`${stack.issuer}/oauth/jwks`)).json()) as { keys: Record<string, unknown>[] }).keys)
  const { scim, oauth, vault, receiver } = others
  const api = createApi({ origin: stack.issuer, token: ROOT_TOKEN })
  const need = async <T>(asked: Promise<{ ok: true; value: T } | { ok: false; refusal: unknown }>): Promise<T> => {
    const answer = await asked
    if (!answer.ok) throw new Error(JSON.stringify(answer.refusal))
    return answer.value
  }
  const document = { name: 'leaves', owner: ADMIN.email, sponsor: ADMIN.email, purpose: 'is retired while processes are killed', tools: [{ mcp_server: 'everything', tool_id: 'echo' }] }
  const { id } = await need(api.agents.register({ document, public_key: agentKeyPair().publicJwk }))
  const token = await oauth.token()
  await scim.make('leaves', id)
  await scim.make('stays', 'somebody else')
  vault.put(id)
  await need(api.containment.addHook({ name: 'cluster', url: receiver.url, modes: ['kill'] }))
  await need(api.connectedSystems.add({ name: 'Directory', kind: 'scim', url: scim.resources, credential: scim.credential }))
  const cloud = await need(api.connectedSystems.add({ name: 'Cloud', kind: 'oauth', url: oauth.revocation, introspection_url: oauth.introspection, credential: oauth.credential }))
  await need(api.connectedSystems.add({ name: 'Vault', kind: 'secret_store', url: vault.template, header: 'x-vault-token', credential: vault.credential }))
  await need(api.connectedSystems.hold({ systemId: cloud.id as never, agentId: id as never, token, hint: 'access_token' }))
  let isTold = false
  // As long as whoever asks lives.
  const isKilled = new Promise<void>((resolve) => (killed = resolve))
  scim.slow.down = async () => {
    isTold = true
    await isKilled
  }
  await need(api.retirements.begin({ agentId: id as never, name: 'leaves', reason: 'its project has ended' }))
  await expect.poll(() => isTold, { timeout: BACK_MS, interval: 50 }).toBe(true)
  return { id, token }
}
