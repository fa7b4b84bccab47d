// What a full recomputation of the posture of a large estate takes, as the worker does it behind row-level security, and
// what the page that reads it takes; beside it, the least that reads every agent and every event of the same rows once.
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
import { getPosture, takeSnapshot } from '@/lib/identity/posture'
import { trustedId } from '@/lib/kernel/ids'
import { derive } from '@/lib/secrets/derive'
import { fingerprintOf, type KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { budget, machine, median, report, rounded, spread } from './harness'

const AGENTS = Number(process.env['BENCH_AGENTS'] ?? 100_000)
const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 1_000_000)
const PEOPLE = Math.max(20, Math.round(AGENTS / 5))
const DAYS = 120
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const READS = 60
const TENANT = '01900000-0000-7000-8000-00000000be4c'

const home = mkdtempSync(join(tmpdir(), 'lanyard-bench-'))
chmodSync(home, 0o711)
const postgres = await startEmbeddedPostgres(home, { log: () => undefined })
try {
  await migrate(postgres.ownerUrl, resolve('prisma/migrations'))
  const kek = randomBytes(32) as KeyEncryptionKey
  const urls = await prepareRoles(postgres.ownerUrl, { fingerprint: fingerprintOf(kek), derive: (label) => derive(kek, label) })
  const owner = new pg.Client({ connectionString: postgres.ownerUrl })
  owner.on('error', () => undefined) // the database stops before it where something failed
  await owner.connect()
  const began = performance.now()
  await fill(owner)
  const filled = Math.round((performance.now() - began) / 1000)
  report('posture', { ...(await measure(owner, urls)), filled_seconds: filled })
  await owner.end()
} finally {
  await closeDatabase()
  await postgres.postmaster.stop()
  rmSync(home, { recursive: true, force: true })
}

/** Agents and people are used as often as their rank says (Zipf-like): a few do most, most do little. */
async function fill(owner: pg.Client): Promise<void> {
  const id = (kind: number, n: string) => `('0190000${kind}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`
  const skewed = (count: number) => `(1 + floor(${count} * power(random(), 4)))::bigint`
  await owner.query(`insert into tenant (id, slug, name, kind) values ('${TENANT}', 'bench', 'Bench', 'company')`)
  await owner.query(`insert into person (id, tenant_id, email, name, role, status) select ${id(1, 'n')}, '${TENANT}', 'p' || n || '@bench.example', 'Person ' || n, 'owner', case when n % 50 = 0 then 'deactivated' else 'active' end from generate_series(1, ${PEOPLE}) n`)
  await owner.query(`
    insert into agent (id, tenant_id, name, name_key, spiffe_id, state, owner_id, sponsor_id, platform, team, purpose, risk_level, registered_by, next_review_at, last_active_at)
    select ${id(2, 'n')}, '${TENANT}', 'agent-' || n, 'agent-' || n, 'spiffe://bench.local/agent/' || n, case when n % 40 = 0 then 'retired' else 'active' end, ${id(1, `1 + n % ${PEOPLE}`)}, ${id(1, `1 + (n * 7) % ${PEOPLE}`)},
      (array['custom', 'langgraph', 'crewai', 'copilot'])[1 + n % 4], 'team-' || n % 60, 'makes an estate of some size', (array['low', 'low', 'medium', 'high'])[1 + n % 4], 'bench', now() + (n % 200 - 20) * interval '1 day', now() - (n % 40) * interval '1 day'
    from generate_series(1, ${AGENTS}) n`)
  await owner.query(`
    with revision as (
      insert into agent_revision (id, tenant_id, agent_id, number, document, digest, status, author_id, approved_by, approved_at)
      select ${id(5, 'n')}, '${TENANT}', ${id(2, 'n')}, 1, jsonb_build_object('name', 'agent-' || n,
          'tools', (select jsonb_agg(jsonb_build_object('mcp_server', 'server-' || (n + k) % 40, 'tool_id', 'tool_' || (n * 3 + k) % 300)) from generate_series(1, 1 + n % 5) k),
          'may_delegate_to', case when n % 3 = 0 then jsonb_build_array(${id(2, `1 + (n * 13) % ${AGENTS}`)}) else '[]'::jsonb end), 'sha-256:bench', 'approved', 'bench', 'bench', now()
      from generate_series(1, ${AGENTS}) n returning id, agent_id)
    update agent a set revision_in_force_id = revision.id from revision where revision.agent_id = a.id`)
  await owner.query(`
    insert into mandate (id, tenant_id, kind, person_id, agent_id, scopes, resources, purpose, created_at, expires_at)
    select ${id(6, 'n')}, '${TENANT}', case when n % 2 = 0 then 'standing' else 'person' end, ${id(1, `1 + n % ${PEOPLE}`)}, ${id(2, 'n')}, array['mcp:server-' || (n + 1) % 40 || ':tool_' || (n * 3 + 1) % 300], '{}', 'bench', now() - interval '9 days', now() + (n % 60 - 5) * interval '1 day'
    from generate_series(1, ${AGENTS}) n`)
  const STEP = 200_000
  for (let from = 0; from < EVENTS; from += STEP)
    await owner.query(`
      insert into ledger_entry (id, tenant_id, occurred_at, action, result, reason, actor_kind, actor_id, actor_name, root_person_id, agent_id, chain, delegation_id, run_id, tool_server, tool, purpose, detail)
      select ${id(3, 'n')}, '${TENANT}', now() - interval '${DAYS} days' + n * (interval '${DAYS} days' / ${EVENTS}), case when n % 5 = 0 then 'token.issue' else 'tool.call' end,
        case when n % 37 = 0 then 'denied' else 'allowed' end, case when n % 37 = 0 then 'scope' end, 'agent', ${id(2, 'a')}, 'agent-' || a, ${id(1, 'p')}, ${id(2, 'a')}, array[${id(2, 'a')}],
        ${id(4, 'n / 10')}, 'run-' || (n / 50), 'server-' || (a + k) % 40, 'tool_' || (a * 3 + k) % 300, 'FIN-' || (n / 1000), '{}'
      from (select n, ${skewed(AGENTS)} a, ${skewed(PEOPLE)} p, 1 + n % 3 as k from generate_series(${from + 1}, ${Math.min(EVENTS, from + STEP)}) n) s`)
  await owner.query('vacuum analyze')
}

async function measure(owner: pg.Client, { authorityUrl, workerUrl }: { authorityUrl: string; workerUrl: string }) {
  const tenantId = trustedId<'tenant'>(TENANT)
  const [taken, floor]: [number[], number[]] = [[], []]
  openDatabase(workerUrl)
  for (let round = 0; round < ROUNDS; round++) {
    taken.push(await timed(() => takeSnapshot(tenantId)))
    floor.push(await timed(() => owner.query(`select (select count(*) filter (where state = 'active') from agent), (select count(*) filter (where result = 'denied') from ledger_entry)`)))
  }
  await closeDatabase()
  openDatabase(authorityUrl)
  const actor: Actor = { kind: 'person', tenantId, id: trustedId('01900001-0000-7000-8000-000000000001'), name: 'Owner', role: 'owner', session: 's' }
  const reads: number[] = []
  for (let n = 0; n < READS; n++)
    reads.push(
      await timed(async () => {
        const read = await getPosture(actor, {})
        if (!read.ok) throw new Error(read.refusal.code)
      }),
    )
  const [{ version }] = (await owner.query('select version()')).rows
  const recomputed = Math.max(...taken)
  return {
    benchmark: 'a full recomputation of the posture, and reading it',
    machine: machine(version),
    shape: { agents: AGENTS, people: PEOPLE, events: EVENTS, days: DAYS },
    recomputation_seconds: taken.map((ms) => rounded(ms / 1000)),
    everything_read_once_seconds: floor.map((ms) => rounded(ms / 1000)),
    ratio_p50: rounded(median(taken) / median(floor)),
    read_ms: spread(reads),
    budgets: [budget('a full recomputation, slowest, seconds', recomputed / 1000, 'at most', 60), budget('reading it, p95, ms', spread(reads).p95, 'at most', 200)],
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
