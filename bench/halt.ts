import { fork, type ChildProcess } from 'node:child_process'
import type { JsonWebKey } from 'node:crypto'
import { once } from 'node:events'
import { resolve } from 'node:path'
import pg from 'pg'
import { hotTransaction } from '@/lib/db/hot'
import { halt } from '@/lib/identity/containment'
import type { AgentId } from '@/lib/kernel/ids'
import { giveStandingMandate } from '@/lib/identity/delegation/give-standing-mandate'
import { agentKeyPair, makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { makeBareAgents, makeHops, makeMandate } from '@/lib/testing/hops'
import { makeToolServers } from '@/lib/testing/tool-servers'
import { budget, cpuSeconds, machine, median, quantile, report, rounded, spread } from './harness'
import type { Outcome, Recipe } from './load'
import type { Ask, Key, Told } from './points'
import { machineSpeed } from './machine-speed'
import { loadGenerator } from './processes'
import { startProduct, type Product } from './product'

/**
 * From the commit of an order to the moment at which an enforcement point refuses: signed, over HTTP, verified, at
 * every point; beside it a bare NOTIFY from the same PostgreSQL to some listeners, unsigned and to nobody in
 * particular. The same while tokens are issued to another agent, and what that one notices. And how long an order over a
 * whole sub-tree takes until it is committed and answered.
 */
const POINTS = Number(process.env.BENCH_POINTS ?? 50)
const ORDERS = Number(process.env.BENCH_ORDERS ?? 60)
const ORDERS_UNDER_LOAD = Number(process.env.BENCH_ORDERS_UNDER_LOAD ?? 40)
/** Tokens a second that are asked for at the most, and of what the machine can do: with points and orders there is less of it. */
const [LOAD_MAX, LOAD_SHARE] = [1_000, 0.4]
const [LOAD_CONNECTIONS, LOAD_SECONDS] = [64, 12]
/** As long as an answer to a halt waits for a point that may still hold a lease, and a little more. */
const LEASES_OVER_MS = 5_000
const TREES = Number(process.env.BENCH_TREES ?? 12)
/** Trees that are halted after a rest; a connection that nobody uses is closed after ten seconds. */
const [RESTED, REST_MS] = [Number(process.env.BENCH_RESTED ?? 3), 12_000]
/** `trees`: those alone, said and not kept. */
const ONLY = process.env.BENCH_ONLY
/** 1 + 4 + 16 + 64 + 256 + 1,024 agents. */
const [FAN, LEVELS] = [4, 6]
const CHANNEL = 'bench_bare'
/** Each keeps a connection to PostgreSQL, of which there are 120. */
const LISTENERS = Math.min(POINTS, 20)
/** Until what was signed beforehand is being sent. */
const LOAD_BEGINS_MS = 3_000

const product = await startProduct()
const generator = loadGenerator()
const speed = machineSpeed()
const points = fork(resolve('dist/bench/points.js'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
process.once('exit', () => points.kill('SIGKILL'))
try {
  if (ONLY === 'trees') {
    const measured = subTrees(await trees(product))
    process.stdout.write(`${JSON.stringify({ machine: machine(product.postgresVersion), speed: speed.result(), ...measured }, null, 2)}\n`)
  } else await everything()
} finally {
  points.kill('SIGKILL')
  generator.stop()
  await product.stop()
}

async function everything(): Promise<void> {
  const { staff } = product
  await enrolled(product)
  await ask(points, { ask: 'listen', url: product.ownerUrl, count: LISTENERS, channel: CHANNEL })
  const notifier = new pg.Client({ connectionString: product.ownerUrl })
  notifier.on('error', () => undefined) // the database stops before it where something failed
  await notifier.connect()
  await notifier.query('create table bench_bare (id text primary key)')

  const samples = await orders(staff, notifier, { name: 'idle', count: ORDERS, warm: 10 })
  const load = await underLoad(product, notifier)
  await notifier.end()
  points.kill('SIGKILL')
  await new Promise((resolve) => setTimeout(resolve, LEASES_OVER_MS)) // the trees are measured without anybody who listens
  const tree = await trees(product)
  report('halt', {
    benchmark: 'from the commit of an order to refusal at every enforcement point',
    machine: machine(product.postgresVersion),
    speed: speed.result(),
    points: POINTS,
    orders: ORDERS,
    commit_to_refusal_ms: spread(samples.points),
    commit_to_refusal_of_the_last_point_ms: spread(samples.last),
    bare_notify_ms: spread(samples.listeners),
    ratio_p50: rounded(quantile(samples.points, 0.5) / quantile(samples.listeners, 0.5)),
    under_load: {
      tokens_per_second: load.rate,
      of_what_the_machine_does: load.capacity,
      orders: ORDERS_UNDER_LOAD,
      commit_to_refusal_ms: spread(load.samples.points),
      bare_notify_ms: spread(load.samples.listeners),
    },
    /** What the budget names, of which a machine that does less answers what it can: on each connection a request waits at any time. */
    beyond_load: {
      tokens_asked_per_second: LOAD_MAX,
      tokens_answered_per_second: load.beyond.answered,
      refused: load.beyond.during.failed,
      orders: ORDERS_UNDER_LOAD,
      commit_to_refusal_ms: spread(load.beyond.samples.points),
      bare_notify_ms: spread(load.beyond.samples.listeners),
    },
    /** Another agent's tokens, asked for at the same rate without and with orders about others. */
    others_meanwhile: { without_orders: others(load.before), with_orders: others(load.during) },
    ...subTrees(tree),
    budgets: [
      budget(`commit to refusal at ${POINTS} points, p99, ms`, quantile(samples.points, 0.99), 'at most', 100, speed.speed()),
      budget(`the same under ${load.rate} tokens/s, p99, ms`, quantile(load.samples.points, 0.99), 'at most', 100, speed.speed()),
      budget(`the same while ${LOAD_MAX} tokens/s are asked for, p99, ms`, quantile(load.beyond.samples.points, 0.99), 'at most', 100, speed.speed()),
      budget('other agents refused meanwhile', load.during.failed, 'at most', 0),
      budget('a sub-tree of 1,365 agents in one transaction, p50, ms', median(tree.took), 'at most', 50, speed.speed()),
    ],
  })
}

function subTrees(tree: Trees) {
  return {
    sub_tree_of: sizeOf(LEVELS),
    sub_tree_given_to_answered_ms: { every: tree.took.map((ms) => rounded(ms)), p50: rounded(median(tree.took)) },
    sub_tree_cpu_ms: tree.cpu,
    sub_tree_by_size_ms: tree.bySize,
    /** After nobody was halted for a while. */
    sub_tree_after_a_rest_ms: { every: tree.rested.map((ms) => rounded(ms)), p50: rounded(median(tree.rested)) },
    /** The same tree halted once more, with five times as many hops of authority that are unexpired, most of them dead. */
    sub_tree_again_ms: { p50: rounded(median(tree.again)) },
  }
}

type Samples = { points: number[]; /** Of each order, when the last point refused. */ last: number[]; listeners: number[] }

/** Orders about one agent each, in turn with bare notifications. The first few are not counted. */
async function orders(staff: Staff, notifier: pg.Client, { name, count, warm }: { name: string; count: number; warm: number }): Promise<Samples> {
  const agents = await makeBareAgents(staff, Array.from({ length: count + warm }, (_, n) => `halted-${name}-${n}`))
  const samples: Samples = { points: [], last: [], listeners: [] }
  for (const [n, agent] of agents.entries()) {
    if (name === 'idle') speed.sample()
    const [ours, bare] = n % 2 === 0 ? [await order(staff, agent), await notify(notifier, agent)] : [await notify(notifier, agent), await order(staff, agent)].reverse()
    if (n < warm || !ours || !bare) continue
    samples.points.push(...ours)
    samples.last.push(Math.max(...ours))
    samples.listeners.push(...bare)
  }
  return samples
}

/**
 * The same while another agent asks for tokens, in an open loop: at a rate that the machine can keep up, and at the one
 * that the budget names, of which it then answers what it can.
 */
async function underLoad({ issuer, gatewayUrl, staff }: Product, notifier: pg.Client) {
  const recipe = await recipeOf({ issuer, gatewayUrl, staff })
  const ask = (seconds: number, perSecond?: number): Promise<Outcome> =>
    generator.run({ recipe, seconds, connections: perSecond === undefined ? 16 : LOAD_CONNECTIONS, prepare: Math.ceil(seconds * (perSecond ?? 2_500)) + LOAD_CONNECTIONS, ...(perSecond !== undefined && { perSecond }) })
  await ask(1)
  const { tokens, seconds } = await ask(2)
  const capacity = Math.round(tokens / seconds)
  const rate = Math.min(LOAD_MAX, Math.round(capacity * LOAD_SHARE))
  const before = await ask(LOAD_SECONDS, rate)
  const kept = await haltsWhile('load', () => ask(LOAD_SECONDS, rate), { staff, notifier })
  const beyond = await haltsWhile('beyond', () => ask(LOAD_SECONDS, LOAD_MAX), { staff, notifier })
  return { rate, capacity, before, ...kept, beyond }
}

async function haltsWhile(name: string, ask: () => Promise<Outcome>, { staff, notifier }: { staff: Staff; notifier: pg.Client }) {
  const samples: Samples = { points: [], last: [], listeners: [] }
  const during: Outcome[] = []
  // As often as it takes: what is signed before the clock starts is good for a minute.
  while (samples.last.length < ORDERS_UNDER_LOAD) {
    const asking = ask()
    await new Promise((resolve) => setTimeout(resolve, LOAD_BEGINS_MS))
    let isOver = false
    const over = asking.then(() => void (isOver = true))
    while (!isOver && samples.last.length < ORDERS_UNDER_LOAD) {
      const some = await orders(staff, notifier, { name: `${name}-${during.length}-${samples.last.length}`, count: 4, warm: 0 })
      if (isOver) break // its last ones were no longer under load
      for (const kind of ['points', 'last', 'listeners'] as const) samples[kind].push(...some[kind])
    }
    await over
    during.push(await asking)
  }
  const all = during.flatMap(({ latencies }) => latencies)
  const seconds = during.reduce((sum, one) => sum + one.seconds, 0)
  return { samples, during: { latencies: all, tokens: all.length, failed: during.reduce((sum, { failed }) => sum + failed, 0) }, answered: Math.round(all.length / seconds) }
}
function others({ tokens, failed, latencies }: Pick<Outcome, 'tokens' | 'failed' | 'latencies'>) {
  return { tokens, refused: failed, latency_ms: spread(latencies) }
}

async function recipeOf({ issuer, gatewayUrl, staff }: Pick<Product, 'issuer' | 'gatewayUrl' | 'staff'>): Promise<Recipe> {
  await makeToolServers(staff, ['mail'], gatewayUrl)
  const { agent, keys } = await makeAgent(staff, { name: 'another', tools: [{ mcp_server: 'mail', tool_id: 'read' }] })
  const given = await giveStandingMandate({ gatewayUrl })(staff.owner, {
    agentId: agent.id,
    scopes: ['mcp:mail:read'],
    purpose: 'works while others are halted',
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  })
  if (!given.ok) throw new Error(JSON.stringify(given.refusal))
  return {
    url: `${issuer}/oauth/token`,
    params: { grant_type: 'client_credentials', scope: 'mcp:mail:read' },
    client: { kind: 'private_key_jwt', id: agent.id, key: keys.privateJwk as JsonWebKey, audience: issuer, dpop: agentKeyPair().privateJwk as JsonWebKey },
  }
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
  const heard = told('point', agentId, POINTS)
  const ordered = await halt(staff.admin, { agentId, grain: 'agent' })
  if (!ordered.ok) throw new Error(JSON.stringify(ordered.refusal))
  const committedAt = Date.parse(ordered.value.committed_at)
  return (await heard).map((at) => Math.max(0, at - committedAt))
}

async function notify(client: pg.Client, id: string): Promise<number[]> {
  const heard = told('listener', id, LISTENERS)
  await client.query('begin')
  await client.query('insert into bench_bare values ($1)', [id])
  const { rows } = await client.query<{ at: string }>(`select extract(epoch from clock_timestamp()) * 1000 as at, pg_notify('${CHANNEL}', $1)`, [id])
  await client.query('commit')
  return (await heard).map((at) => Math.max(0, at - Number(rows[0]?.at)))
}

/** When every one of them has heard. */
function told(kind: Told['kind'], of: string, count: number): Promise<number[]> {
  return new Promise((done, fail) => {
    const at: number[] = []
    const late = setTimeout(() => fail(new Error(`${at.length} of ${count} ${kind}s heard of ${of}`)), 20_000)
    const hear = (message: Told): void => {
      if (message.kind !== kind || message.of !== of) return
      at.push(message.at)
      if (at.length < count) return
      clearTimeout(late)
      points.off('message', hear)
      done(at)
    }
    points.on('message', hear)
  })
}

type Trees = { took: number[]; again: number[]; rested: number[]; bySize: Record<string, number>; cpu: { ours: number; database: number } }

/** Sub-trees of up to 1,365 agents, and what the largest cost; some of these after nobody was halted for a while, when connections and plans may be gone. */
async function trees(measured: Product): Promise<Trees> {
  const bySize: Record<string, number> = {}
  for (let levels = 1; levels < LEVELS; levels++) bySize[sizeOf(levels)] = rounded(median((await treesOf(measured, levels)).took))
  const { took, again, cpu } = await treesOf(measured, LEVELS)
  const rested = await treesOf(measured, LEVELS, { count: RESTED, restMs: REST_MS, warm: 0 })
  return { took, again, rested: rested.took, bySize: { ...bySize, [sizeOf(LEVELS)]: rounded(median(took)) }, cpu }
}

function sizeOf(levels: number): number {
  return (FAN ** levels - 1) / (FAN - 1)
}

/** Each in a company of its own; from the order being given to its answer, which is its commit and a look for receipts. */
async function treesOf({ postgresPid }: Product, levels: number, { count = TREES, restMs = 0, warm = 2 } = {}) {
  const [took, again]: [number[], number[]] = [[], []]
  const cpu = { ours: [] as number[], database: [] as number[] }
  const size = sizeOf(levels)
  for (let n = 0; n < count; n++) {
    const staff = await makeStaff()
    const ids = await makeBareAgents(staff, Array.from({ length: size }, (_, at) => `agent-${String(at).padStart(4, '0')}`))
    const mandateId = await makeMandate(staff, ids[0] as AgentId)
    const paths: AgentId[][] = ids.map(() => [])
    for (const [at, id] of ids.entries()) paths[at] = [...(at === 0 ? [] : (paths[Math.floor((at - 1) / FAN)] ?? [])), id]
    const work = (): Promise<unknown> => makeHops(staff, paths.map((path) => ({ mandateId, path })))
    await work()
    await hotTransaction('system', (client) => client.query('select count(*) from delegation'))
    speed.sample()
    await new Promise((resolve) => setTimeout(resolve, restMs))
    const before = { ours: process.cpuUsage(), database: cpuSeconds(postgresPid, { children: true }) }
    const began = performance.now()
    const ordered = await halt(staff.admin, { agentId: ids[0], grain: 'sub_tree' })
    const answered = performance.now()
    const { user, system } = process.cpuUsage(before.ours)
    if (!ordered.ok) throw new Error(JSON.stringify(ordered.refusal))
    if (ordered.value.covered.agents.length !== size) throw new Error(`only ${ordered.value.covered.agents.length} of ${size} are covered`)
    if (n < warm) continue
    took.push(answered - began)
    cpu.ours.push((user + system) / 1_000)
    cpu.database.push((cpuSeconds(postgresPid, { children: true }) - before.database) * 1_000)
    if (levels < LEVELS || restMs > 0) continue
    for (let more = 0; more < 4; more++) await work()
    const beganAgain = performance.now()
    const orderedAgain = await halt(staff.admin, { agentId: ids[0], grain: 'sub_tree' })
    again.push(performance.now() - beganAgain)
    if (!orderedAgain.ok) throw new Error(JSON.stringify(orderedAgain.refusal))
  }
  return { took, again, cpu: { ours: rounded(median(cpu.ours), 1), database: rounded(cpu.database.reduce((sum, ms) => sum + ms, 0) / cpu.database.length, 1) } }
}
