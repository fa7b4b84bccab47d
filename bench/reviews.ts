// What the largest review that there may be costs in a large estate: its launch check and its launch, the evidence of one
// item, and decisions submitted by the hundred; the verbs as the authority runs them behind row-level security, and beside
// each the least that plain indexed SQL does with the same rows, in the same run.
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
import { decideItems, getItem, launchCampaign, listItems, previewCampaign, submitItems } from '@/lib/identity/reviews'
import { BATCH_MAX, ITEMS_MAX, USE_DAYS } from '@/lib/identity/reviews/contract'
import { trustedId } from '@/lib/kernel/ids'
import { derive } from '@/lib/secrets/derive'
import { fingerprintOf, type KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { machine, median, report, rounded, spread } from './harness'

const AGENTS = Number(process.env['BENCH_AGENTS'] ?? 100_000)
const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 1_000_000)
const PEOPLE = Math.max(20, Math.round(AGENTS / 5))
const DAYS = 120
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const LOOKS = 60
const BATCHES = 2
const TENANT = '01900000-0000-7000-8000-00000000be4c'
/** Of those that are reviewed, every so manieth, so that they are of all degrees of use. */
const EVERY = Math.max(1, Math.floor(AGENTS / ITEMS_MAX))

const tenantId = trustedId<'tenant'>(TENANT)
const idOf = (kind: number, n: number) => `0190000${kind}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const person = (n: number, role: 'admin' | 'owner'): Actor => ({ kind: 'person', tenantId, id: trustedId<'person'>(idOf(1, n)), name: `Person ${n}`, role, session: 's' })
const [reviewer, administrator] = [person(1, 'owner'), person(2, 'admin')]

const home = mkdtempSync(join(tmpdir(), 'lanyard-bench-'))
chmodSync(home, 0o711)
const postgres = await startEmbeddedPostgres(home, { log: () => undefined })
try {
  await migrate(postgres.ownerUrl, resolve('prisma/migrations'))
  const kek = randomBytes(32) as KeyEncryptionKey
  const urls = await prepareRoles(postgres.ownerUrl, { fingerprint: fingerprintOf(kek), derive: (label) => derive(kek, label) })
  openDatabase(urls.authorityUrl)
  const owner = new pg.Client({ connectionString: postgres.ownerUrl })
  owner.on('error', () => undefined) // the database stops before it where something failed
  await owner.connect()
  const began = performance.now()
  await fill(owner)
  const filled = Math.round((performance.now() - began) / 1000)
  report('reviews', { ...(await measure(owner)), filled_seconds: filled })
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
  await owner.query(`insert into person (id, tenant_id, email, name, role, status, password_hash) select ${id(1, 'n')}, '${TENANT}', 'p' || n || '@bench.example', 'Person ' || n, case n when 2 then 'admin' else 'owner' end, 'active', 'nobody signs in' from generate_series(1, ${PEOPLE}) n`)
  await owner.query(`
    insert into agent (id, tenant_id, name, name_key, spiffe_id, state, owner_id, sponsor_id, platform, team, purpose, risk_level, registered_by, next_review_at, last_active_at)
    select ${id(2, 'n')}, '${TENANT}', 'agent-' || n, 'agent-' || n, 'spiffe://bench.local/agent/' || n, 'active', ${id(1, `1 + n % ${PEOPLE}`)}, ${id(1, `1 + (n * 7) % ${PEOPLE}`)},
      (array['custom', 'langgraph', 'crewai', 'copilot'])[1 + n % 4], case when (n - 1) % ${EVERY} = 0 and (n - 1) / ${EVERY} < ${ITEMS_MAX} then 'reviewed' else 'team-' || n % 60 end,
      'makes an estate of some size', (array['low', 'low', 'medium', 'low'])[1 + n % 4], 'bench', now() + (n % 200 + 1) * interval '1 day', now() - (n % 40) * interval '1 day'
    from generate_series(1, ${AGENTS}) n`)
  await owner.query(`
    with revision as (
      insert into agent_revision (id, tenant_id, agent_id, number, document, digest, status, author_id, approved_by, approved_at)
      select ${id(5, 'n')}, '${TENANT}', ${id(2, 'n')}, 1, jsonb_build_object('name', 'agent-' || n, 'owner', ${id(1, `1 + n % ${PEOPLE}`)}, 'sponsor', ${id(1, `1 + (n * 7) % ${PEOPLE}`)}, 'purpose', 'makes an estate of some size',
          'tools', (select jsonb_agg(jsonb_build_object('mcp_server', 'server-' || (n + k) % 40, 'tool_id', 'tool_' || (n * 3 + k) % 300)) from generate_series(1, 1 + n % 5) k),
          'may_delegate_to', case when n % 3 = 0 then jsonb_build_array(${id(2, `1 + (n * 13) % ${AGENTS}`)}) else '[]'::jsonb end), 'sha-256:' || rpad(n::text, 43, 'A'), 'approved', 'bench', 'bench', now() - interval '200 days'
      from generate_series(1, ${AGENTS}) n returning id, agent_id)
    update agent a set revision_in_force_id = revision.id from revision where revision.agent_id = a.id`)
  await owner.query(`
    insert into mandate (id, tenant_id, kind, person_id, agent_id, scopes, resources, purpose, created_at, expires_at)
    select ${id(6, 'n')}, '${TENANT}', case when n % 2 = 0 then 'standing' else 'person' end, ${id(1, `3 + n % (${PEOPLE} - 2)`)}, ${id(2, 'n')}, array['mcp:server-' || (n + 1) % 40 || ':tool_' || (n * 3 + 1) % 300], '{}', 'bench', now() - interval '9 days', now() + (n % 60 - 5) * interval '1 day'
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

function valueOf<T>(result: { ok: true; value: T } | { ok: false; refusal: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}
async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const began = performance.now()
  const value = await work()
  return { ms: performance.now() - began, value }
}
function secondsOf(runs: readonly number[]): number[] {
  return runs.map((ms) => rounded(ms / 1000, 3))
}

async function measure(owner: pg.Client) {
  const plain = async (sql: string, values: unknown[]): Promise<number> => (await timed(() => owner.query(sql, values))).ms
  /** Written and taken back, so that the same rows are there for what comes after. */
  const undone = async (sql: string, values: unknown[]): Promise<number> => {
    await owner.query('begin')
    const ms = await plain(sql, values)
    await owner.query('rollback')
    return ms
  }
  const use = (which: string) => `
    select a.id, e.tool_server, e.tool, e.result, count(*), max(e.occurred_at) from agent a join agent_revision r on r.id = a.revision_in_force_id
      left join ledger_entry e on e.tenant_id = a.tenant_id and e.agent_id = a.id and e.action = 'tool.call' and e.occurred_at > now() - interval '${USE_DAYS} days' where ${which} group by 1, 2, 3, 4`

  const plan = { name: 'The largest review', scope: 'team', value: 'reviewed', reviewers: 'named', reviewer: reviewer.id, fallback: administrator.id, due_at: new Date(Date.now() + 14 * 86_400_000).toISOString() }
  const [checked, checkedPlain]: [number[], number[]] = [[], []]
  let check = valueOf(await previewCampaign(administrator, plan))
  for (let round = 0; round < ROUNDS; round++) {
    const run = await timed(async () => valueOf(await previewCampaign(administrator, plan)))
    check = run.value
    checked.push(run.ms)
    checkedPlain.push(await plain(use(`a.team = 'reviewed'`), []))
  }
  const launch = await timed(async () => valueOf(await launchCampaign(administrator, { ...plan, snapshot: check.snapshot })))
  const campaignId = launch.value.id
  const launchedPlain = await undone('create temp table copied on commit drop as select * from review_item where campaign_id = $1', [campaignId])

  const { rows } = await owner.query<{ id: string; agent_id: string }>('select id, agent_id from review_item where campaign_id = $1 order by agent_id', [campaignId])
  const [read, readPlain, gathered, gatheredPlain]: [number[], number[], number[], number[]] = [[], [], [], []]
  for (let look = 0; look < LOOKS; look++) {
    const { id, agent_id } = rows[Math.floor((look * rows.length) / LOOKS)] ?? { id: '', agent_id: '' }
    read.push((await timed(async () => valueOf(await getItem(reviewer, { itemId: id })))).ms)
    readPlain.push(await plain('select i.evidence, r.document from review_item i join agent a on a.id = i.agent_id join agent_revision r on r.id = a.revision_in_force_id where i.id = $1', [id]))
    gathered.push((await timed(async () => valueOf(await previewCampaign(administrator, { ...plan, scope: 'agent', value: agent_id })))).ms)
    gatheredPlain.push(await plain(use('a.id = $1'), [agent_id]))
  }

  const [decided, submitted, submittedPlain]: [number[], number[], number[]] = [[], [], []]
  let cursor: string | undefined
  let items = 0
  for (let batch = 0; batch < BATCHES; batch++) {
    const page = valueOf(await listItems(reviewer, { campaignId, show: 'mine', limit: BATCH_MAX, ...(cursor ? { cursor } : {}) }))
    if (!page) throw new Error('the review is not there')
    cursor = page.next ?? undefined
    items += page.items.length
    const decision = { campaignId, decision: 'keep', comment: 'still at work', items: page.items.map(({ id, version, document }) => ({ id, version, document })) }
    const done = await timed(async () => valueOf(await decideItems(reviewer, decision)))
    decided.push(done.ms)
    submittedPlain.push(await undone(`update review_item set state = 'final', version = version + 1, submitted_at = now(), final_at = now(), outcome_by = 'review', effect = 'pending' where id = any($1::uuid[])`, [page.items.map(({ id }) => id)]))
    submitted.push((await timed(async () => valueOf(await submitItems(reviewer, { campaignId, items: done.value.changes.map(({ id, version }) => ({ id, version })) })))).ms)
  }
  const [{ version }] = (await owner.query('select version()')).rows
  return {
    benchmark: 'the largest review that there may be, launched and decided',
    machine: machine(version),
    shape: { agents: AGENTS, people: PEOPLE, events: EVENTS, days: DAYS, items: check.agents, without_calls: check.without_calls },
    launch_check: { seconds: secondsOf(checked), plain_seconds: secondsOf(checkedPlain), ratio_p50: rounded(median(checked) / median(checkedPlain)) },
    launch: { seconds: rounded(launch.ms / 1000, 3), plain_seconds: rounded(launchedPlain / 1000, 3) },
    evidence: { n: LOOKS, gathered_ms: spread(gathered), gathered_plain_ms: spread(gatheredPlain), read_ms: spread(read), read_plain_ms: spread(readPlain) },
    decisions: { items, batch: BATCH_MAX, decide_seconds: secondsOf(decided), submit_seconds: secondsOf(submitted), submit_all_seconds: rounded(submitted.reduce((sum, ms) => sum + ms, 0) / 1000, 3), submit_plain_seconds: secondsOf(submittedPlain) },
  }
}
