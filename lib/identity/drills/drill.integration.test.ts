import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { COMPANY_SLUG } from '@/lib/identity/access/ensure-company'
import { issueEnrolmentCode } from '@/lib/identity/containment/enrolment-code'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { authorityProcesses, type AuthorityProcess } from '@/lib/testing/authority-process'
import { testDatabase } from '@/lib/testing/database'
import { freePort } from '@/lib/testing/free-port'
import { until } from '@/lib/testing/gateway'
import { gatewayProcess, type GatewayProcess } from '@/lib/testing/gateway-process'
import { makePerson } from '@/lib/testing/people'
import { workerProcess, type WorkerProcess } from '@/lib/testing/worker-process'
import type { DrillsView, DrillView, SelfTestView } from './contract'

/** Authority, gateway and worker as they are shipped, each a process; drills and self-tests are asked for over the API. */
const db = await testDatabase()
const ROOT = 'root-token-of-this-test-run'
let authorities: Awaited<ReturnType<typeof authorityProcesses>>
let authority: AuthorityProcess
let gateway: GatewayProcess
let worker: WorkerProcess

beforeAll(async () => {
  const port = await freePort()
  const gatewayUrl = `http://localhost:${port}`
  authorities = await authorityProcesses()
  authority = await authorities.start(db, { LANYARD_ROOT_TOKEN: ROOT, LANYARD_GATEWAY_URL: gatewayUrl, LANYARD_DRILL_EVERY: '1h' })
  gateway = await gatewayProcess({ issuer: authority.issuer, port, code: await issueEnrolmentCode(db.ownerUrl, 'gateway') })
  worker = await workerProcess(db, { LANYARD_ISSUER: authority.issuer, LANYARD_GATEWAY_URL: gatewayUrl, LANYARD_DRILL_EVERY: 'off' })
  openDatabase(db.authorityUrl)
  const [company] = await rows<{ id: string }>('select id from tenant where slug = $1', [COMPANY_SLUG])
  await makePerson(trustedId<'tenant'>(company?.id ?? '') as TenantId, { role: 'admin', name: 'Ada' })
  const ready = () => fetch(`${gateway.url}/readyz`).then(({ ok }) => ok, () => false)
  await until(ready, 'the gateway to be ready', [gateway.output(), authority.output()], 60_000)
}, 120_000)
afterAll(async () => {
  worker?.remove()
  gateway?.child.kill('SIGCONT')
  gateway?.remove()
  authorities?.remove()
  await closeDatabase()
})

const rows = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> => (await hotTransaction('system', (client) => client.query<T>(sql, values))).rows
async function api<T>(method: 'GET' | 'POST', path: string): Promise<T> {
  const response = await fetch(`${authority.issuer}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${ROOT}`, ...(method === 'POST' ? { 'content-type': 'application/json' } : {}) },
    ...(method === 'POST' ? { body: '{}' } : {}),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
  return JSON.parse(text) as T
}

async function drilled(): Promise<{ drill: DrillView; view: DrillsView }> {
  const { id } = await api<DrillView>('POST', '/containment/drills')
  const read = () => api<DrillsView>('GET', '/containment/drills')
  const isDone = async () => (await read()).drills.find((drill) => drill.id === id)?.state === 'done'
  await until(isDone, 'the drill to end', [worker.output(), authority.output()], 120_000)
  const view = await read()
  return { view, drill: view.drills.find((drill) => drill.id === id) as DrillView }
}

describe('a drill', () => {
  it('measures from the order to the refusal with every token, at every point and at the token endpoint', async () => {
    const before = await api<DrillsView>('GET', '/containment/drills')
    expect(before).toMatchObject({ last_measured: null, findings: [], every_seconds: 3_600 })
    const { drill, view } = await drilled()
    expect({ outcome: drill.outcome, problem: drill.problem, probes: drill.probes.map(({ place, state, detail }) => [place, state, detail]) }).toMatchObject({ outcome: 'passed', problem: null })
    const point = drill.probes.find(({ kind }) => kind === 'point')
    expect(point).toMatchObject({ name: 'gateway', state: 'refused', samples: [expect.any(Number), expect.any(Number), expect.any(Number)], receipt_ms: expect.any(Number) })
    expect(point?.calls).toBeGreaterThan(3 * 3)
    const states = Object.fromEntries(drill.probes.filter(({ kind }) => kind === 'grant').map(({ place, state }) => [place, state]))
    expect(states).toEqual({ client_credentials: 'refused', token_exchange: 'refused', refresh_token: 'not_proven' })
    expect(view.last_measured).toMatchObject({ p99_ms: drill.p99_ms, points_proven: 1, points_total: 1 })
    expect(view.findings).toEqual([])
  }, 150_000)

  it('restores, and leaves nothing live: no order, no key, no mandate, no token', async () => {
    const [left] = await rows<Record<string, number>>(`select
      (select count(*)::int from containment_order where ordered_by = 'containment.drill' and lifted_at is null) as orders,
      (select count(*)::int from agent_key k join agent a on a.id = k.agent_id where a.registered_by = 'containment.drill' and k.revoked_at is null) as keys,
      (select count(*)::int from mandate m join agent a on a.id = m.agent_id where a.registered_by = 'containment.drill' and m.withdrawn_at is null) as mandates,
      (select count(*)::int from delegation d join agent a on a.id = d.agent_id where a.registered_by = 'containment.drill' and d.expires_at > now()
        and d.epoch >= (select max(c.epoch) from containment_cover c where c.kind = 'agent' and c.subject_id = any(d.path))) as tokens,
      (select count(*)::int from delegation d join agent a on a.id = d.agent_id where a.registered_by = 'containment.drill') as issued`)
    expect(left).toMatchObject({ orders: 0, keys: 0, mandates: 0, tokens: 0 })
    expect(left?.['issued']).toBeGreaterThanOrEqual(3)
  })

  it('covers its own three agents and nobody else, and the ledger says so', async () => {
    const covered = await rows<{ name: string }>(`select a.name from containment_order o join containment_cover c on c.order_id = o.id join agent a on a.id = c.subject_id
      where o.ordered_by = 'containment.drill' order by a.name`)
    expect(covered.map(({ name }) => name)).toEqual(['drill-leaf', 'drill-middle', 'drill-root'])
    const actions = (await rows<{ action: string }>(`select action from ledger_entry where action like 'containment.%' order by id`)).map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['containment.drill.start', 'containment.drill.prepare', 'containment.halt', 'containment.drill.lift', 'containment.drill.finish']))
  })
})

describe('the self-test', () => {
  it('is answered by the point, signed over the asker’s value', async () => {
    const answer = await api<SelfTestView>('GET', '/containment/self-test?value=chosen-4711')
    expect(answer).toMatchObject({ value: 'chosen-4711', verdict: 'answered', points: [{ name: 'gateway', state: 'answered', lease_held: true, ms: expect.any(Number) }] })
    const claims = JSON.parse(Buffer.from(answer.points[0]?.receipt?.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
    expect(claims).toMatchObject({ value: 'chosen-4711', lease_held: true })
  })

  it('says that it is not known, of a point that is stopped', async () => {
    gateway.child.kill('SIGSTOP')
    const answer = await api<SelfTestView>('GET', '/containment/self-test?value=while-stopped')
    expect(answer).toMatchObject({ verdict: 'not_known', points: [{ name: 'gateway', state: 'not_known', ms: null, receipt: null }] })
  })
})

/** Holds back every order of a drill for a moment after its tokens were let through, so that a test can act in between. */
async function holdOrders(seconds: number): Promise<void> {
  const owner = new pg.Client({ connectionString: db.ownerUrl })
  await owner.connect()
  await owner.query(`create or replace function hold_armed() returns trigger language plpgsql as $$ begin new.held_until = now() + interval '${seconds} seconds'; return new; end $$`)
  await owner.query(`create or replace trigger hold_armed before update on drill for each row when (old.state = 'ready' and new.state = 'armed') execute function hold_armed()`)
  await owner.end()
}

describe('a point that does not refuse', () => {
  it('fails the drill, when it let calls through before the order and is silent afterwards', async () => {
    gateway.child.kill('SIGCONT')
    await until(() => fetch(`${gateway.url}/readyz`).then(({ ok }) => ok, () => false), 'the gateway to be ready', [gateway.output()], 60_000)
    await holdOrders(4)
    const ended = drilled()
    await until(async () => (await rows<{ state: string }>(`select state from drill where state in ('armed', 'ordered')`)).length > 0, 'calls to be let through', [worker.output()], 60_000)
    gateway.child.kill('SIGSTOP')
    const { drill, view } = await ended
    expect(drill).toMatchObject({ outcome: 'failed', problem: 'gateway gave no answer', points_proven: 0, points_total: 1, p99_ms: null })
    expect(drill.probes.find(({ kind }) => kind === 'point')).toMatchObject({ state: 'no_answer', samples: [], receipt_ms: null })
    expect(drill.probes.find(({ place }) => place === 'client_credentials')).toMatchObject({ state: 'refused' })
    // What was measured before stays what was last measured.
    expect(view.last_measured).toMatchObject({ points_proven: 1, points_total: 1 })
    const [left] = await rows<{ orders: number }>(`select count(*)::int as orders from containment_order where ordered_by = 'containment.drill' and lifted_at is null`)
    expect(left?.orders).toBe(0)
  }, 150_000)

  it('fails the drill, when it could not be called at all; that is restored all the same, and is a finding', async () => {
    gateway.child.kill('SIGSTOP')
    const { drill, view } = await drilled()
    expect(drill).toMatchObject({ outcome: 'failed', points_proven: 0, points_total: 1 })
    expect(drill.probes.find(({ kind }) => kind === 'point')).toMatchObject({ state: 'not_proven', samples: [] })
    expect(view.findings.map(({ kind }) => kind)).toContain('failed')
    const [left] = await rows<{ orders: number }>(`select count(*)::int as orders from containment_order where ordered_by = 'containment.drill' and lifted_at is null`)
    expect(left?.orders).toBe(0)
    gateway.child.kill('SIGCONT')
  }, 150_000)
})
