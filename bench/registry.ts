// What the list of agents waits for in an estate of a million: the registry's own verbs, as the authority runs them behind
// row-level security, against plain keyset SQL without it, in turn on the same rows.
import type pg from 'pg'
import { openDatabase } from '@/lib/db/client'
import type { Actor } from '@/lib/identity/actor'
import { countAgents, getAgent, listAgents } from '@/lib/identity/registry'
import { encodeCursor } from '@/lib/kernel/cursor'
import { trustedId } from '@/lib/kernel/ids'
import { idOf, KIND, openEstate, sizesFrom, TENANT, tenantId, type Estate } from './estate'
import { budget, machine, onProcessorMs, report, rounded, spread } from './harness'
import { machineSpeed } from './machine-speed'

const sizes = sizesFrom({ agents: 1_000_000, people: 100_000, delegations: 0, events: 0 })
const { agents: AGENTS, people: PEOPLE } = sizes
const QUERIES = Number(process.env['BENCH_QUERIES'] ?? 60)
const BOUND = 50
const TEAMS = Math.max(20, Math.round(AGENTS / 1_000))
const ONLY = process.env['BENCH_ONLY'] ? new RegExp(process.env['BENCH_ONLY']) : null

const estate = await openEstate(sizes)
try {
  const seconds = await shape(estate.owner)
  openDatabase(estate.urls.authorityUrl)
  const measured = await measure(estate)
  if (ONLY) process.stdout.write(`${JSON.stringify(measured, null, 1)}\n`)
  else report('registry', { ...measured, filled_seconds: estate.filled.seconds + seconds })
} finally {
  await estate.stop()
}

/**
 * What a registry of years looks like: few drafts, many retired, a long tail of platforms, teams and tags, agents that were
 * never active, people who answer for thousands, some of whom have left; and some that are halted. Once an estate.
 */
async function shape(owner: pg.Client): Promise<number> {
  const began = performance.now()
  if ((await owner.query(`select from containment_cover where tenant_id = '${TENANT}' limit 1`)).rowCount) return 0
  const id = (kind: number, n: string) => `('0190000${kind}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`
  const skewed = (count: number, power = 4) => `(1 + floor(${count} * power(random(), ${power})))::bigint`
  const { rows } = await owner.query<{ name: string; made: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made from pg_index i where i.indrelid = 'agent'::regclass and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
  )
  await owner.query(`set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '512MB'; set work_mem = '128MB'; select setseed(0.5)`)
  for (const { name } of rows) await owner.query(`drop index ${name}`)
  await owner.query(`
    update agent a set state = s.state, platform = s.platform, risk_level = s.risk, team = case when s.team > ${TEAMS} then null else 'team-' || s.team end, tags = s.tags,
      owner_id = ${id(KIND.person, 's.owner')}, sponsor_id = ${id(KIND.person, 's.sponsor')}, created_at = now() - s.age * interval '1 second',
      last_active_at = case when s.state = 'draft' or s.n % 17 = 0 then null when s.state = 'retired' then now() - s.age * interval '0.9 seconds' else now() - s.idle * interval '1 second' end
    from (
      select n, case when n % 97 = 0 then 'draft' when n % 9 = 0 then 'retired' else 'active' end as state,
        (array['custom', 'langgraph', 'copilot_studio', 'crewai', 'bedrock', 'mcp_client', 'langchain', 'n8n', 'vertex', 'openai', 'autogen', 'in_house'])[${skewed(12, 2)}] as platform,
        (array['low', 'medium', 'high', 'critical'])[${skewed(4, 3)}] as risk, ${skewed(TEAMS + 50, 3)} as team, ${skewed(PEOPLE)} as owner, ${skewed(PEOPLE, 2)} as sponsor,
        floor(random() * 1e8)::bigint as age, floor(power(random(), 3) * 3e7)::bigint as idle,
        array(select distinct 'tag-' || (1 + floor(400 * power(random(), 4)))::int from generate_series(1, n % 4)) as tags
      from generate_series(1, ${AGENTS}) n) s
    where a.id = ${id(KIND.agent, 's.n')}`)
  for (const { made } of rows) await owner.query(made)
  await owner.query(`update person set status = case when right(id::text, 4) = '00ff' then 'deactivated' else 'active' end where tenant_id = '${TENANT}'`)
  await owner.query(`
    insert into containment_order (id, tenant_id, epoch, mode, grain, target_id, target_name, covered, snapshot_digest, endpoint, ordered_by, ordered_by_kind, ordered_by_name, committed_at)
    select ${id(7, 'n')}, '${TENANT}', n, case when n % 4 = 0 then 'quarantine' else 'suspend' end, 'agent', ${id(KIND.agent, '1 + n * 331')}, 'halted', '[]', 'none', case when n % 4 = 0 then 'https://inspect.bench.example' end, 'bench', 'job', 'Bench', now() from generate_series(1, 2000) n`)
  await owner.query(`insert into containment_cover (order_id, tenant_id, kind, subject_id, epoch, mode) select o.id, o.tenant_id, 'agent', o.target_id, o.epoch, o.mode from containment_order o where o.tenant_id = '${TENANT}'`)
  await owner.query(`delete from agent_tally; insert into agent_tally (tenant_id, kind, state, risk_level, platform, value, agents)
    select tenant_id, 'agents', state, risk_level, platform, null, count(*) from agent group by 1, 3, 4, 5
    union all select tenant_id, 'team', state, null, null, team, count(*) from agent where team is not null group by 1, 3, 6
    union all select tenant_id, 'tag', state, null, null, t.tag, count(*) from agent, unnest(tags) t(tag) group by 1, 3, 6`)
  await owner.query('reset session_replication_role; reset work_mem; reset synchronous_commit')
  await owner.query('vacuum analyze')
  await owner.query('checkpoint')
  return Math.round((performance.now() - began) / 1000)
}

async function measure({ owner, pid }: Estate) {
  const actor: Actor = { kind: 'person', tenantId, id: trustedId(idOf(KIND.person, 3)), name: 'Owner', role: 'owner', session: 's' }
  const orders = { name: 'a.name, a.id', newest: 'a.created_at desc, a.id desc', last_active: 'a.last_active_at desc nulls last, a.id desc' } as const
  const sorts = Object.keys(orders) as (keyof typeof orders)[]
  type Filter = Record<string, unknown>
  const list = async (filter: Filter): Promise<number> => {
    const page = await listAgents(actor, { limit: 50, ...filter })
    if (!page.ok) throw new Error(JSON.stringify(page.refusal))
    return page.value.items.length
  }
  const count = async (filter: Filter): Promise<number> => {
    const counted = await countAgents(actor, filter)
    if (!counted.ok) throw new Error(JSON.stringify(counted.refusal))
    return counted.value.agents
  }
  const plain = async (where: string, values: unknown[] = [], sort: keyof typeof orders = 'name'): Promise<number> =>
    (await owner.query(`select a.* from agent a where a.tenant_id = '${TENANT}' and ${where} order by ${orders[sort]} limit 51`, values)).rowCount ?? 0
  /** Places all over the list. */
  const { rows: places } = await owner.query<{ id: string; name: string; created_at: Date; last_active_at: Date | null }>(
    `select id, name, created_at, last_active_at from agent where id = any($1::uuid[])`,
    [Array.from({ length: QUERIES }, (_, n) => idOf(KIND.agent, 1 + Math.floor((AGENTS - 1) * (n / QUERIES))))],
  )
  // What an agent's page shows of a key is read from a key that is one.
  await owner.query(`update agent_key set jwk = '{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}' where agent_id = any($1::uuid[])`, [places.map(({ id }) => id)])
  const at = (n: number) => places[n % places.length] as (typeof places)[number]
  const sortOf = (n: number) => sorts[n % sorts.length] as keyof typeof orders
  const cursor = (sort: keyof typeof orders, n: number) => {
    const place = at(n)
    return encodeCursor([sort, sort === 'name' ? place.name : ((sort === 'newest' ? place.created_at : place.last_active_at)?.toISOString() ?? null), place.id])
  }
  const rank = (of: number, n: number) => 1 + Math.floor((of - 1) * (n / QUERIES) ** 4)
  const PLATFORMS = ['custom', 'langgraph', 'crewai', 'in_house', 'autogen', 'none_such']
  const RISKS = ['low', 'medium', 'high', 'critical']
  const pick = <T>(of: readonly T[], n: number): T => of[n % of.length] as T

  const PARTS = `(replace(lower(a.name collate "C"), '-', 'Q') || ' -' || lower(a.name collate "C"))`
  const inParts = (words: string) => `%${words.replaceAll('-', 'Q')}%`
  const kinds: { name: string; ours: (n: number) => Promise<number>; peer?: (n: number) => Promise<number> }[] = [
    // The least that a verb takes: a transaction, a look-up that finds nothing, and what is around them.
    { name: 'a name that nobody has', ours: (n) => list({ name: `nobody-${n}` }), peer: (n) => plain('a.name = $1', [`nobody-${n}`]) },
    { name: 'first page, each order', ours: (n) => list({ retired: 'false', sort: sortOf(n) }), peer: (n) => plain(`a.state <> 'retired'`, [], sortOf(n)) },
    { name: 'deep page by name', ours: (n) => list({ cursor: cursor('name', n) }), peer: (n) => plain('(a.name, a.id) > ($1, $2)', [at(n).name, at(n).id]) },
    { name: 'deep page by registration', ours: (n) => list({ sort: 'newest', cursor: cursor('newest', n) }), peer: (n) => plain('(a.created_at, a.id) < ($1, $2)', [at(n).created_at, at(n).id], 'newest') },
    { name: 'deep page by activity', ours: (n) => list({ sort: 'last_active', cursor: cursor('last_active', n) }) },
    ...(['draft', 'active', 'suspended', 'quarantined', 'retired'] as const).map((status) => ({
      name: `status ${status}, each order`,
      ours: (n: number) => list({ status, sort: sortOf(n) }),
      ...(status === 'draft' || status === 'retired' ? { peer: (n: number) => plain('a.state = $1', [status], sortOf(n)) } : {}),
    })),
    { name: 'risk, each order', ours: (n) => list({ risk: pick(RISKS, n), sort: sortOf(n + (n >> 2)) }), peer: (n) => plain('a.risk_level = $1', [pick(RISKS, n)], sortOf(n + (n >> 2))) },
    { name: 'platform, each order', ours: (n) => list({ platform: pick(PLATFORMS, n), sort: sortOf(n >> 1) }), peer: (n) => plain('a.platform = $1', [pick(PLATFORMS, n)], sortOf(n >> 1)) },
    { name: 'team, each order', ours: (n) => list({ team: `team-${rank(TEAMS, n)}`, sort: sortOf(n) }), peer: (n) => plain('a.team = $1', [`team-${rank(TEAMS, n)}`], sortOf(n)) },
    { name: 'tag, each order', ours: (n) => list({ tag: `tag-${rank(420, n)}`, sort: sortOf(n) }), peer: (n) => plain('a.tags @> array[$1]', [`tag-${rank(420, n)}`], sortOf(n)) },
    { name: 'owner or sponsor, each order', ours: (n) => list({ person: idOf(KIND.person, rank(PEOPLE, n)), sort: sortOf(n) }), peer: (n) => plain('(a.owner_id = $1 or a.sponsor_id = $1)', [idOf(KIND.person, rank(PEOPLE, n))], sortOf(n)) },
    { name: 'owner or sponsor has left, each order', ours: (n) => list({ ownerless: 'true', sort: sortOf(n) }) },
    { name: 'status, risk and platform together', ours: (n) => list({ status: pick(['draft', 'retired', 'active', 'suspended'], n), risk: pick(RISKS, n >> 1), platform: pick(PLATFORMS, n >> 2), sort: sortOf(n) }) },
    { name: 'team, risk and tag together', ours: (n) => list({ team: `team-${rank(TEAMS, n)}`, risk: pick(RISKS, n), tag: `tag-${rank(400, n)}`, sort: sortOf(n) }) },
    { name: 'search: rare', ours: (n) => list({ q: `r-${1000 + n * 977}` }), peer: (n) => plain(`${PARTS} like $1`, [inParts(`r-${1000 + n * 977}`)]) },
    { name: 'search: one in ten, each order', ours: (n) => list({ q: pick(['travel', 'payroll', 'claims', 'bot-', '-planner'], n), sort: sortOf(n >> 1) }), peer: (n) => plain(`${PARTS} like $1`, [inParts(pick(['travel', 'payroll', 'claims', 'bot-', '-planner'], n))], sortOf(n >> 1)) },
    { name: 'search: one and two characters', ours: (n) => list({ q: pick(['i', 'z', '9', 'zq', '77', 'pa', '1'], n), sort: sortOf(n) }) },
    { name: 'search: nobody has it', ours: (n) => list({ q: pick(['nothing', 'zzz', 'invoicf', 'agent-bot', 'travel-x'], n), sort: sortOf(n) }) },
    { name: 'search among drafts and halted', ours: (n) => list({ q: pick(['99', 'travel', 'planner-1', '888'], n), status: pick(['draft', 'suspended', 'retired'], n), sort: sortOf(n) }) },
    { name: 'counts of all', ours: () => count({ retired: 'false' }), peer: async () => (await owner.query(`select state, platform, risk_level, count(*) from agent where tenant_id = '${TENANT}' group by 1, 2, 3`)).rowCount ?? 0 },
    { name: 'counts under status, risk, platform', ours: (n) => count({ status: pick(['active', 'suspended', 'draft'], n), risk: pick(RISKS, n), platform: pick(PLATFORMS, n) }) },
    { name: 'counts of a team', ours: (n) => count({ team: `team-${rank(TEAMS, n)}` }) },
    { name: 'counts of a tag', ours: (n) => count({ tag: `tag-${rank(400, n)}` }) },
    { name: 'counts of a person', ours: (n) => count({ person: idOf(KIND.person, rank(PEOPLE, n)) }) },
    { name: 'counts of a search', ours: (n) => count({ q: pick(['travel', `r-${1000 + n}`, 'zzz', 'pa', 'planner-1'], n) }) },
    { name: 'one agent', ours: async (n) => ((await getAgent(actor, { agentId: at(n).id })).ok ? 1 : 0) },
  ]
  const results: Record<string, unknown> = {}
  const p95s: { name: string; p95: number }[] = []
  const speed = machineSpeed()
  for (const { name, ours, peer } of kinds) {
    if (ONLY && !ONLY.test(name)) continue
    for (let n = 0; n < 5; n++) await ours(n) // first connections, first plans
    const [mine, theirs, onProcessor]: [number[], number[], number[]] = [[], [], []]
    let slowest = { ms: 0, n: 0 }
    for (let n = 0; n < QUERIES; n++) {
      const before = used(pid)
      const ms = await timed(() => ours(n))
      onProcessor.push(used(pid) - before)
      if (ms > slowest.ms) slowest = { ms: rounded(ms), n }
      mine.push(ms)
      if (peer) theirs.push(await timed(() => peer(n)))
    }
    const [a, b] = [spread(mine), peer ? spread(theirs) : null]
    results[name] = { ours_ms: a, ours_processor_ms: spread(onProcessor), slowest, ...(b ? { plain_sql_ms: b, ratio_p50: rounded(a.p50 / b.p50) } : {}) }
    p95s.push({ name, p95: a.p95 })
    speed.sample()
    process.stderr.write(`   ${name}: ${JSON.stringify(results[name])}\n`)
  }
  const budgets = p95s.map(({ name, p95 }) => budget(`${name}, p95 ms`, p95, 'at most', BOUND, speed.speed()))
  const [{ version }] = (await owner.query('select version()')).rows
  const shapeOf = (await owner.query(`select pg_size_pretty(pg_table_size('agent')) as table, pg_size_pretty(pg_indexes_size('agent')) as indexes, (select count(*)::int from agent_tally) as tallies`)).rows[0]
  return { benchmark: 'lists, searches and counts of the registry, and one agent', machine: machine(version), speed: speed.result(), shape: { agents: AGENTS, people: PEOPLE, teams: TEAMS, ...shapeOf }, results, budgets }
}

/** Milliseconds of a processor that this process and the database have used: what a busy machine does not change by much. */
function used(postmaster: number): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000 + onProcessorMs(postmaster)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
