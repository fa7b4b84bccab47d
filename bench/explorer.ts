// What an analyst waits for, on an estate of a realistic shape: the explorer's own verbs, as the authority runs them
// behind row-level security, against plain indexed SQL without it, in turn on the same rows.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { startEmbeddedPostgres } from '@/lib/db/embedded'
import { migrate } from '@/lib/db/migrate'
import { prepareRoles } from '@/lib/db/roles'
import type { Actor } from '@/lib/identity/actor'
import { getEvent, listEvents } from '@/lib/identity/ledger'
import { trustedId } from '@/lib/kernel/ids'
import { derive } from '@/lib/secrets/derive'
import { fingerprintOf, type KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { budget, machine, report, spread } from './harness'

const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 1_000_000)
const AGENTS = Math.max(100, Math.round(EVENTS / 100))
const PEOPLE = Math.max(20, Math.round(AGENTS / 5))
const QUERIES = 60
const TENANT = '01900000-0000-7000-8000-00000000be4c'

const home = mkdtempSync(join(tmpdir(), 'lanyard-bench-'))
chmodSync(home, 0o711)
const postgres = await startEmbeddedPostgres(home, { log: () => undefined })
try {
  await migrate(postgres.ownerUrl, resolve('prisma/migrations'))
  const kek = randomBytes(32) as KeyEncryptionKey
  const urls = await prepareRoles(postgres.ownerUrl, { fingerprint: fingerprintOf(kek), derive: (label) => derive(kek, label) })
  openDatabase(urls.authorityUrl)
  const owner = new pg.Client({ connectionString: postgres.ownerUrl })
  await owner.connect()
  const seconds = await fill(owner)
  report('explorer', { ...(await measure(owner)), filled: { events: EVENTS, seconds: Math.round(seconds), rows_per_s: Math.round(EVENTS / seconds) } })
  await owner.end()
} finally {
  await closeDatabase()
  await postgres.postmaster.stop()
  rmSync(home, { recursive: true, force: true })
}

/** Agents and people are used as often as their rank says (Zipf-like): a few do most, most do little. */
async function fill(owner: pg.Client): Promise<number> {
  const id = (kind: number, n: string) => `('0190000${kind}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`
  await owner.query(`insert into tenant (id, slug, name, kind) values ('${TENANT}', 'bench', 'Bench', 'company')`)
  await owner.query(`insert into person (id, tenant_id, email, name, role, status) select ${id(1, 'n')}, '${TENANT}', 'p' || n || '@bench.example', 'Person ' || n, 'owner', 'active' from generate_series(1, ${PEOPLE}) n`)
  const skewed = (count: number) => `(1 + floor(${count} * power(random(), 4)))::bigint`
  const began = performance.now()
  const STEP = 200_000
  for (let from = 0; from < EVENTS; from += STEP)
    await owner.query(`
      insert into ledger_entry (id, tenant_id, occurred_at, action, result, reason, actor_kind, actor_id, actor_name, root_person_id, agent_id, chain,
        delegation_id, run_id, tool_server, tool, purpose, detail)
      select ${id(3, 'n')}, '${TENANT}', timestamptz '2026-01-01' + n * interval '2 seconds', case when n % 5 = 0 then 'token.issue' else 'tool.call' end,
        case when n % 37 = 0 then 'denied' else 'allowed' end, case when n % 37 = 0 then 'scope' end, 'agent', ${id(2, 'a')}, 'agent-' || a, ${id(1, 'p')}, ${id(2, 'a')},
        case n % 3 when 0 then array[${id(2, 'a')}] when 1 then array[${id(2, 'b')}, ${id(2, 'a')}] else array[${id(2, 'c')}, ${id(2, 'b')}, ${id(2, 'a')}] end,
        ${id(4, 'n / 10')}, 'run-' || (n / 50), 'server-' || (a % 40), 'tool_' || (n % 300), 'FIN-' || (n / 1000),
        jsonb_build_object('parameters', jsonb_build_object('path', '/invoices/' || (n % 100000) || '.json', 'amount', n % 977))
      from (select n, ${skewed(AGENTS)} a, ${skewed(AGENTS)} b, ${skewed(Math.ceil(AGENTS / 10))} c, ${skewed(PEOPLE)} p
            from generate_series(${from + 1}, ${Math.min(EVENTS, from + STEP)}) n) s`)
  const seconds = (performance.now() - began) / 1000
  await owner.query('vacuum analyze ledger_entry')
  return seconds
}

async function measure(owner: pg.Client) {
  const actor: Actor = { kind: 'person', tenantId: trustedId(TENANT), id: trustedId('01900001-0000-7000-8000-000000000001'), name: 'Analyst', role: 'analyst', session: 's' }
  const hex = (kind: number, n: number) => `0190000${kind}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
  const rank = (count: number, query: number) => 1 + Math.floor(count * (query / QUERIES) ** 4)
  const list = (filter: object) => async () => {
    const page = await listEvents(actor, { limit: 50, ...filter })
    if (!page.ok) throw new Error(page.refusal.code)
    return page.value.items.length
  }
  const plain = (where: string, value: unknown) => async () =>
    (await owner.query(`select * from ledger_entry where tenant_id = '${TENANT}' and ${where} order by occurred_at desc, id desc limit 50`, [value])).rowCount ?? 0

  const kinds: { name: string; bound?: number; ours: (n: number) => () => Promise<number>; peer?: (n: number) => () => Promise<number> }[] = [
    { name: 'one event with its decision', bound: 5, ours: (n) => async () => ((await getEvent(actor, { eventId: hex(3, 1 + Math.floor((EVENTS * n) / QUERIES)) })).ok ? 1 : 0), peer: (n) => async () => (await owner.query('select * from ledger_entry where id = $1', [hex(3, 1 + Math.floor((EVENTS * n) / QUERIES))])).rowCount ?? 0 },
    { name: 'newest page', bound: 50, ours: () => list({}), peer: () => plain('$1::int = 1', 1) },
    { name: 'in one person’s name', bound: 50, ours: (n) => list({ person: hex(1, rank(PEOPLE, n)) }), peer: (n) => plain('root_person_id = $1', hex(1, rank(PEOPLE, n))) },
    { name: 'below one agent', bound: 50, ours: (n) => list({ agent: hex(2, rank(AGENTS, n)) }), peer: (n) => plain('agent_id = $1', hex(2, rank(AGENTS, n))) },
    { name: 'of one run', bound: 50, ours: (n) => list({ run: `run-${Math.floor((EVENTS / 50) * (n / QUERIES))}` }), peer: (n) => plain('run_id = $1', `run-${Math.floor((EVENTS / 50) * (n / QUERIES))}`) },
    { name: 'denied, of one server', bound: 200, ours: (n) => list({ result: 'denied', server: `server-${n % 40}` }) },
    { name: 'words: rare', bound: 200, ours: (n) => list({ text: `FIN-${Math.floor((EVENTS / 1000) * (n / QUERIES))}` }) },
    { name: 'words: frequent', bound: 200, ours: (n) => list({ text: ['allowed', 'invoices', 'tool_7', 'denied scope', 'server-3'][n % 5] }) },
    { name: 'words: two, of one person', bound: 200, ours: (n) => list({ text: `invoices tool_${n}`, person: hex(1, rank(PEOPLE, n)) }) },
    { name: 'words: none has them', bound: 200, ours: (n) => list({ text: `nothing${n}` }) },
  ]
  const results: Record<string, unknown> = {}
  const budgets = []
  for (const { name, bound, ours, peer } of kinds) {
    const [mine, theirs]: [number[], number[]] = [[], []]
    for (let n = 0; n < QUERIES; n++) {
      mine.push(await timed(ours(n)))
      if (peer) theirs.push(await timed(peer(n)))
    }
    const [a, b] = [spread(mine), peer ? spread(theirs) : null]
    results[name] = { ours_ms: a, ...(b ? { plain_sql_ms: b, ratio_p50: Number((a.p50 / b.p50).toFixed(2)) } : {}) }
    if (bound) budgets.push(budget(`${name}, p95 ms`, a.p95, 'at most', bound))
  }
  const [{ version }] = (await owner.query('select version()')).rows
  const sizes = (await owner.query(`select pg_size_pretty(pg_table_size('ledger_entry')) as table, pg_size_pretty(pg_indexes_size('ledger_entry')) as indexes`)).rows[0]
  return { machine: machine(version), shape: { events: EVENTS, agents: AGENTS, people: PEOPLE, ...sizes }, results, budgets }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
