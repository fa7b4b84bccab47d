import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import pg from 'pg'
import { hotTransaction } from '@/lib/db/hot'
import { halt } from '@/lib/identity/containment'
import type { AgentId } from '@/lib/kernel/ids'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { makeBareAgents, makeHops, makeMandate } from '@/lib/testing/hops'
import { budget, cpuSeconds, machine, median, quantile, report, rounded, spread } from './harness'
import type { Ask, Key, Told } from './points'
import { startProduct, type Product } from './product'

/**
 * From the commit of an order to the moment at which an enforcement point refuses: signed, over HTTP, verified, at
 * every point; beside it a bare NOTIFY from the same PostgreSQL to as many listeners, unsigned and to nobody in
 * particular. And how long an order over a whole sub-tree takes until it is committed.
 */
const POINTS = Number(process.env.BENCH_POINTS ?? 20)
const ORDERS = Number(process.env.BENCH_ORDERS ?? 60)
const TREES = Number(process.env.BENCH_TREES ?? 12)
/** 1 + 4 + 16 + 64 + 256 + 1,024 agents. */
const [FAN, LEVELS] = [4, 6]
const CHANNEL = 'bench_bare'

const product = await startProduct()
const points = fork(resolve('dist/bench/points.js'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
process.once('exit', () => points.kill('SIGKILL'))
try {
  const { staff } = product
  await enrolled(product)
  await ask(points, { ask: 'listen', url: product.ownerUrl, count: POINTS, channel: CHANNEL })
  const notifier = new pg.Client({ connectionString: product.ownerUrl })
  await notifier.connect()
  await notifier.query('create table bench_bare (id text primary key)')

  const agents = await makeBareAgents(staff, Array.from({ length: ORDERS + 10 }, (_, n) => `halted-${n}`))
  const samples = { points: [] as number[], listeners: [] as number[] }
  for (const [n, agent] of agents.entries()) {
    const [ours, bare] = n % 2 === 0 ? [await order(staff, agent), await notify(notifier, agent)] : [await notify(notifier, agent), await order(staff, agent)].reverse()
    if (n < 10) continue // warm
    samples.points.push(...(ours as number[]))
    samples.listeners.push(...(bare as number[]))
  }
  await notifier.end()
  const tree = await trees(product)
  report('halt', {
    benchmark: 'from the commit of an order to refusal at every enforcement point',
    machine: machine(product.postgresVersion),
    points: POINTS,
    orders: ORDERS,
    commit_to_refusal_ms: spread(samples.points),
    bare_notify_ms: spread(samples.listeners),
    ratio_p50: rounded(quantile(samples.points, 0.5) / quantile(samples.listeners, 0.5)),
    sub_tree_of: (FAN ** LEVELS - 1) / (FAN - 1),
    sub_tree_given_to_committed_ms: { every: tree.took.map((ms) => rounded(ms)), p50: rounded(median(tree.took)) },
    sub_tree_cpu_ms: tree.cpu,
    budgets: [budget(`commit to refusal at ${POINTS} points, p99, ms`, quantile(samples.points, 0.99), 'at most', 100), budget('a sub-tree of 1,365 agents in one transaction, p50, ms', median(tree.took), 'at most', 50)],
  })
} finally {
  points.kill('SIGKILL')
  await product.stop()
}

async function enrolled({ issuer, staff }: Product): Promise<void> {
  const keys = (await ask(points, { ask: 'keys', count: POINTS })) as Key[]
  await hotTransaction('system', (client) =>
    client.query(
      `insert into enforcement_point (id, tenant_id, name, url, jwk, thumbprint)
       select id, null, 'point-' || id, 'http://point.test', jwk, thumbprint from jsonb_to_recordset($1::jsonb) as p(id uuid, jwk jsonb, thumbprint text)`,
      [JSON.stringify(keys)],
    ),
  )
  await new Promise((done) => setTimeout(done, 1_500)) // the authority's view of who is enrolled
  await ask(points, { ask: 'open', issuer, tenant: staff.tenantId })
}

async function ask(child: ChildProcess, message: Ask): Promise<unknown> {
  const answered = once(child, 'message')
  child.send(message)
  return ((await answered) as [unknown])[0]
}

/** One order of one agent; milliseconds from its commit, for each point. */
async function order(staff: Staff, agentId: AgentId): Promise<number[]> {
  await ask(points, { ask: 'watch', agent: agentId })
  const heard = told('point', agentId)
  const ordered = await halt(staff.admin, { agentId, grain: 'agent' })
  if (!ordered.ok) throw new Error(JSON.stringify(ordered.refusal))
  const committedAt = Date.parse(ordered.value.committed_at)
  return (await heard).map((at) => Math.max(0, at - committedAt))
}

async function notify(client: pg.Client, id: string): Promise<number[]> {
  const heard = told('listener', id)
  await client.query('begin')
  await client.query('insert into bench_bare values ($1)', [id])
  const { rows } = await client.query<{ at: string }>(`select extract(epoch from clock_timestamp()) * 1000 as at, pg_notify('${CHANNEL}', $1)`, [id])
  await client.query('commit')
  return (await heard).map((at) => Math.max(0, at - Number(rows[0]?.at)))
}

/** When every one of them has heard. */
function told(kind: Told['kind'], of: string): Promise<number[]> {
  return new Promise((done, fail) => {
    const at: number[] = []
    const late = setTimeout(() => fail(new Error(`${at.length} of ${POINTS} ${kind}s heard of ${of}`)), 20_000)
    const hear = (message: Told): void => {
      if (message.kind !== kind || message.of !== of) return
      at.push(message.at)
      if (at.length < POINTS) return
      clearTimeout(late)
      points.off('message', hear)
      done(at)
    }
    points.on('message', hear)
  })
}

/** Trees of the same shape in a company of each its own; from the order being given to its commit, and what it cost. */
async function trees({ postgresPid }: Product): Promise<{ took: number[]; cpu: { ours: number; database: number } }> {
  const took: number[] = []
  const cpu = { ours: [] as number[], database: [] as number[] }
  for (let n = 0; n < TREES; n++) {
    const staff = await makeStaff()
    const size = (FAN ** LEVELS - 1) / (FAN - 1)
    const ids = await makeBareAgents(staff, Array.from({ length: size }, (_, at) => `agent-${String(at).padStart(4, '0')}`))
    const mandateId = await makeMandate(staff, ids[0] as AgentId)
    const paths: AgentId[][] = ids.map(() => [])
    for (const [at, id] of ids.entries()) paths[at] = [...(at === 0 ? [] : (paths[Math.floor((at - 1) / FAN)] ?? [])), id]
    await makeHops(staff, paths.map((path) => ({ mandateId, path })))
    await hotTransaction('system', (client) => client.query('select count(*) from delegation'))
    const before = { ours: process.cpuUsage(), database: cpuSeconds(postgresPid, { children: true }) }
    const began = performance.timeOrigin + performance.now()
    const ordered = await halt(staff.admin, { agentId: ids[0], grain: 'sub_tree' })
    const { user, system } = process.cpuUsage(before.ours)
    if (!ordered.ok) throw new Error(JSON.stringify(ordered.refusal))
    if (ordered.value.covered.agents.length !== size) throw new Error(`only ${ordered.value.covered.agents.length} of ${size} are covered`)
    if (n <= 1) continue // warm
    took.push(Date.parse(ordered.value.committed_at) - began)
    cpu.ours.push((user + system) / 1_000)
    cpu.database.push((cpuSeconds(postgresPid, { children: true }) - before.database) * 1_000)
  }
  return { took, cpu: { ours: rounded(median(cpu.ours), 1), database: rounded(cpu.database.reduce((sum, ms) => sum + ms, 0) / cpu.database.length, 1) } }
}
