import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { listAgents } from '@/lib/identity/registry'
import { verifyReport } from '@/lib/evidence'
import { newId } from '@/lib/kernel/ids'
import { noteSigner } from '@/lib/tlog'
import { makeAgent, makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf, makePerson } from '@/lib/testing/people'
import { makeMandate, makeOrder } from '@/lib/testing/rows'
import type { FactRow } from './contract'
import { drainOutbox } from '@/lib/jobs/outbox'
import { FACTS, MEASURED } from './definitions'
import { scoresOf, type Counts } from './score'
import { compareGroups, configurePosture, getPosture, getPostureLine, listFactRows, reportPosture, takeDueSnapshots, takeSnapshot } from './index'

const database = await testDatabase()
const owner = new pg.Client({ connectionString: database.ownerUrl })
let ours: Staff
let theirs: Staff
let empty: Staff

beforeAll(async () => {
  await owner.connect()
  openDatabase(database.authorityUrl)
  ;[ours, theirs, empty] = [await makeStaff(), await makeStaff(), await makeStaff()]
  await makeEstate(ours)
  await makeEstate(theirs)
})
afterAll(async () => {
  await closeDatabase()
  await owner.end()
})

/** As the process that does it, with its rights and no more. */
async function asWorker<T>(work: () => Promise<T>): Promise<T> {
  await closeDatabase()
  openDatabase(database.workerUrl, { prisma: 1, hot: 2 })
  try {
    return await work()
  } finally {
    await closeDatabase()
    openDatabase(database.authorityUrl)
  }
}

/** Agents of several sorts, and something good and something bad of most things that are measured. */
async function makeEstate(staff: Staff): Promise<void> {
  const slug = `files-${staff.tenantId.slice(-12)}`
  await owner.query(`insert into tool_server (id, tenant_id, slug, title, transport, created_by) values ($1, $2, $3, 'Files', '{"kind":"http","url":"http://f"}', 'x')`, [newId(), staff.tenantId, slug])
  const tools = ['read_file', 'write_file'].map((tool_id) => ({ mcp_server: slug, tool_id }))
  const plain = (await makeAgent(staff, { name: 'plain' })).agent
  const rich = (
    await makeAgent(staff, {
      name: 'rich', sponsor: staff.admin.email, team: 'Finance', tools, may_delegate_to: ['plain'], expected_behaviour: { hours: '06:00 to 22:00' },
      data_access: [{ resource: 'invoices', access_type: 'read', sensitivity: 'internal' }], attestation: { code_digest: 'sha-256:one', on_mismatch: 'refuse' },
    })
  ).agent // prettier-ignore
  await makePerson(staff.tenantId, { role: 'owner', name: 'Never Came', password: null })
  const mandateId = await makeMandate(staff, rich.id)
  await makeOrder(staff, plain.id, mandateId)
  const [campaign, point, drill, found] = [newId(), newId(), newId(), newId()]
  const { tenantId } = staff
  const run = (sql: string, values: unknown[] = []) => owner.query(sql, values)
  await run(`update agent set last_active_at = now() where id = $1`, [rich.id])
  await run(`update agent set next_review_at = now() - interval '1 day', created_at = now() - interval '40 days' where id = $1`, [plain.id])
  await run(`update agent_key set created_at = now() - interval '100 days' where agent_id = $1`, [plain.id])
  await run(`update mandate set created_at = now() - interval '2 days', expires_at = now() + interval '60 days', scopes = $2 where id = $1`, [mandateId, tools.map(({ tool_id }) => `mcp:${slug}:${tool_id}`)])
  const hop = `insert into delegation (id, tenant_id, mandate_id, parent_id, agent_id, root_person_id, path, depth, audience, scopes_in, scopes, dropped, purpose, run_id, document_digest, epoch, token, issued_at, expires_at)
    values ($1, $2, $3, $4::uuid, $5::uuid, $6, array_fill($5::uuid, array[$7::int]), $7::int, 'x', '{}', '{}', '{}', 'p', $8, 'd', 0, '{}', now(), now() + interval '5 minutes')`
  const [first, second, third] = [newId(), newId(), newId()]
  await run(hop, [first, tenantId, mandateId, null, rich.id, staff.owner.id, 1, 'run-1'])
  await run(hop, [second, tenantId, mandateId, first, plain.id, staff.owner.id, 2, 'run-2'])
  await run(hop, [third, tenantId, mandateId, second, rich.id, staff.owner.id, 3, 'run-2'])
  await run(`insert into ledger_stream (id, tenant_id, name, format, destination, actions, results, created_by_name, position) values ($1, $2, 'SIEM', 'jsonl', '{}', '{}', '{}', 'x', 0)`, [newId(), tenantId])
  await run(`insert into discovery_source (id, tenant_id, kind, name, created_by_name) values ($1, $2, 'upload', 'A laptop', 'x')`, [found, tenantId])
  const server = (name: string, place: string, tier: number | null, unknown: string | null = null) => ({ name, place, tier, unknown })
  const desk = { servers: [server('portal', 'https://p.example/mcp', 5), server('files', 'npx files', null), server('codes', 'docker codes', null, 'its environment is in another file')], reaches: ['left out'] }
  const lap = { servers: [server('Portal', 'https://p.example/mcp', null), server('portal', 'https://other.example/mcp', 1)] }
  for (const [kind, name, state, tier, evidence] of [['mcp_server', 'demanding', 'open', 5, {}], ['mcp_server', 'plain', 'ignored', null, {}], ['crewai', 'crew', 'open', null, {}], ['langgraph', 'graph', 'merged', null, {}], ['mcp_client', 'desk', 'open', 5, desk], ['mcp_client', 'lap', 'ignored', 1, lap], ['mcp_client', 'old', 'open', 5, { reaches: ['tickets: npx tickets'] }]] as const) // prettier-ignore
    await run(`insert into discovery_item (id, tenant_id, source_id, key, kind, name, path, at, evidence, digest, state, tier, last_run_id, decided_at, reason, target_id) values ($1::uuid, $2, $3, $1::uuid::text, $4, $7::text, $7::text || '.json', '', $8, 'd', $5, $6, $1::uuid, now(), 'r', $1::uuid)`, [newId(), tenantId, found, kind, state, tier, name, JSON.stringify(evidence)])
  const calls = [newId(), newId()]
  const entry = `insert into ledger_entry (id, tenant_id, occurred_at, action, result, actor_kind, actor_id, actor_name, root_person_id, agent_id, tool_server, tool, cause_id)
    values ($1, $2, now() - interval '30 minutes', $3, $4, 'agent', $5::text, 'rich', $6, $5::uuid, $8, 'read_file', $7)`
  for (const id of calls) await run(entry, [id, tenantId, 'tool.call', 'allowed', rich.id, staff.owner.id, null, slug])
  await run(entry, [newId(), tenantId, 'tool.outcome', 'ok', rich.id, staff.owner.id, calls[0], slug])
  await run(`insert into enforcement_point (id, tenant_id, name, url, jwk, thumbprint, last_lease_at) values ($1, $2, $3, 'http://p', '{}', $3, now() + interval '1 hour')`, [point, tenantId, `point-${point}`])
  await run(`insert into drill (id, tenant_id, state, asked_by, asked_by_kind, asked_by_name, asked_at, outcome, p50_ms, p99_ms, points_proven, points_total, ended_at) values ($1, $2, 'done', 'x', 'job', 'x', now(), 'passed', 10, 20, 1, 1, now())`, [drill, tenantId])
  await run(`insert into drill_probe (drill_id, tenant_id, place, kind, name, state, samples, calls, detail) values ($1, $2, $3, 'point', 'p', 'refused', '{20}', 1, '')`, [drill, tenantId, point])
  await run(`insert into receipt (order_id, point_id, tenant_id, epoch, ms, cut_calls, enforced_at, jws) select id, $2, tenant_id, 1, 1500, 0, now(), 'x' from containment_order where tenant_id = $1`, [tenantId, point])
  await run(
    `insert into review_campaign (id, tenant_id, name, scope, reviewers, fallback_id, no_response, due_at, snapshot_digest, launch_check, created_by, created_by_name) values ($1, $2, 'R', 'all', 'owner', $3, 'keep', now(), 'd', '{}', $3, 'x')`,
    [campaign, tenantId, staff.admin.id],
  )
  for (const [agent, by, effect] of [[plain, 'no_response', 'failed'], [rich, 'review', 'applied']] as const) // prettier-ignore
    await run(
      `insert into review_item (id, tenant_id, campaign_id, agent_id, agent_name, risk_level, evidence, digest, document_digest, changed, second, reviewer_id, state, decision, decided_at, decided_by, submitted_at, outcome_by, final_at, effect, applied_at)
       values ($1, $2, $3, $4, $5, 'low', '{}', 'd', 'd', false, false, $6, 'final', 'keep', now(), $6, now(), $7, now(), $8, now())`,
      [newId(), tenantId, campaign, agent.id, agent.name, staff.owner.id, by, effect],
    )
}

const rowsOf = async (fact: string, show: 'bad' | 'good' | 'all', limit = 2): Promise<FactRow[]> => {
  const found: FactRow[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await listFactRows(ours.auditor, { fact, show, limit, ...(cursor ? { cursor } : {}) })
    if (!page.ok) throw new Error(JSON.stringify(page.refusal))
    found.push(...page.value.items)
    if (page.value.next === null) return found
    cursor = page.value.next
  }
}
const postureOf = async (staff: Staff) => {
  const found = await getPosture(staff.analyst, {})
  if (!found.ok) throw new Error(found.refusal.code)
  return found.value
}

describe('a snapshot', () => {
  it('is of nothing yet where there is no agent: not nought, and no row', async () => {
    await asWorker(takeDueSnapshots)
    expect(await postureOf(empty)).toMatchObject({ state: 'nothing_yet', scores: { identity: null, operation: null }, dimensions: [], gaps: [], trend: [] })
    expect((await owner.query('select from posture_snapshot where tenant_id = $1', [empty.tenantId])).rowCount).toBe(0)
  })

  it('is taken by the worker with its own rights, and holds what each fact counts at that moment', async () => {
    await asWorker(() => takeSnapshot(ours.tenantId))
    const { state, dimensions } = await postureOf(ours)
    expect(state).toBe('computed')
    const facts = new Map(dimensions.flatMap((dimension) => dimension.facts).map((fact) => [fact.id, fact]))
    expect(facts.size).toBe(FACTS.length)
    for (const { id, source } of FACTS) if (source === null) expect(facts.get(id), id).toMatchObject({ state: 'unknown', total: 0, needs: expect.any(String) })
    expect(facts.get('owned')).toMatchObject({ good: 2, total: 2, state: 'met' })
    expect(facts.get('two_people')).toMatchObject({ good: 1, total: 2, state: 'gap' })
    expect(facts.get('keys_young')).toMatchObject({ good: 1, total: 2 })
    expect(facts.get('edges_approved')).toMatchObject({ good: 1, total: 2 })
    expect(facts.get('hops_own_key')).toMatchObject({ good: 1, total: 2 })
    expect(facts.get('outcomes_known')).toMatchObject({ good: 1, total: 2 })
    expect(facts.get('tools_used')).toMatchObject({ good: 0, total: 1 })
    expect(facts.get('points_proven')).toMatchObject({ good: 1, total: 1 })
    expect(facts.get('log_streamed')).toMatchObject({ good: 1, total: 1 })
    expect(facts.get('orders_fast')).toMatchObject({ good: 0, total: 1 })
    expect(facts.get('people_signed_in')).toMatchObject({ good: 5, total: 5 })
    expect(facts.get('four_questions')).toMatchObject({ good: 1, total: 2 })
    expect(dimensions.find(({ id }) => id === 'monitoring')).toMatchObject({ score: null, level: null, measured: 0 })
  })

  it.each(MEASURED.map(({ id }) => id))('%s counts exactly the rows that it lists', async (id) => {
    const page = await listFactRows(ours.owner, { fact: id })
    if (!page.ok) throw new Error(JSON.stringify(page.refusal))
    const { good, total } = page.value.fact
    const [bad, fine, all] = [await rowsOf(id, 'bad'), await rowsOf(id, 'good'), await rowsOf(id, 'all')]
    expect([bad.length, fine.length, all.length]).toEqual([total - good, good, total])
    expect(bad.every((row) => !row.good) && fine.every((row) => row.good)).toBe(true)
    expect(new Set(all.map((row) => row.id)).size).toBe(total)
    expect(all.every(({ name, detail }) => typeof name === 'string' && name.length > 0 && typeof detail === 'string')).toBe(true)
  })

  it('counts a tool server once however many files name it, by what stands in its own entry; what cannot be known is in no share', async () => {
    const [bad, good, unknown] = [await rowsOf('static_secrets', 'bad'), await rowsOf('static_secrets', 'good'), await rowsOf('servers_known', 'bad')]
    expect(bad.map(({ kind, name, detail }) => `${kind} ${name.toLowerCase()}: ${detail}`).sort()).toEqual(['server demanding: a hard-coded secret; entry of a registry; demanding.json', 'server portal: a hard-coded secret; https://p.example/mcp; 2 files, one is desk.json'])
    expect(good.map(({ name, detail }) => `${name}: ${detail}`)).toEqual(['files: no credential; npx files; desk.json', 'plain: no credential; entry of a registry; plain.json', 'portal: short-lived OAuth; https://other.example/mcp; lap.json'])
    expect(unknown.map(({ name, detail }) => `${name}: ${detail}`)).toEqual(['codes: not known: its environment is in another file; docker codes; desk.json', 'tickets: not known: it was scanned before servers were told one by one; npx tickets; old.json'])
    expect((await postureOf(ours)).figures.find(({ id }) => id === 'static_secrets')).toMatchObject({ ours: { value: '2 of 5 (40 %)', fact: 'static_secrets', show: 'bad' }, unknown: { rows: 2, fact: 'servers_known' } })
  })

  it('is compared by team, platform and risk, where each number is the length of the list that it opens', async () => {
    for (const by of ['team', 'platform', 'risk'] as const) {
      const view = await compareGroups(ours.analyst, { by })
      if (!view.ok) throw new Error(view.refusal.code)
      expect(view.value.groups.reduce((sum, { agents }) => sum + agents, 0)).toBe(2)
      for (const { of, small, rank, facts } of view.value.groups) {
        expect([small, rank]).toEqual([true, null])
        expect(facts.length).toBeGreaterThan(25)
        for (const { id, good, total } of facts) {
          const rows = await listFactRows(ours.analyst, { fact: id, show: 'all', by, ...(of === null ? {} : { of }) })
          if (!rows.ok) throw new Error(rows.refusal.code)
          expect([id, rows.value.items.length, rows.value.items.filter((row) => row.good).length, rows.value.fact.good]).toEqual([id, total, good, good])
        }
      }
    }
    const teams = await compareGroups(ours.analyst, {})
    expect(teams.ok && teams.value.groups.map(({ of }) => of).sort()).toEqual(['Finance', null])
    expect(await compareGroups(empty.analyst, {})).toMatchObject({ ok: true, value: { taken_at: null, groups: [] } })
    expect(await listFactRows(ours.analyst, { fact: 'points_proven', by: 'team', of: 'Finance' })).toMatchObject({ ok: true, value: { items: [] } })
    expect(await listFactRows(ours.analyst, { fact: 'owned', of: 'Finance' })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
  })

  it('measures most of what it knows how to ask in this estate, so that the lists above were not all empty', async () => {
    const { dimensions } = await postureOf(ours)
    const asked = dimensions.flatMap(({ facts }) => facts).filter(({ source }) => source !== null)
    expect(asked.filter(({ total }) => total === 0).map(({ id }) => id)).toEqual(['issuer_keys_young', 'deprovisioned'])
  })

  it('is of one’s own rows alone', async () => {
    const agents = await listAgents(theirs.admin, {})
    const foreign = agents.ok ? agents.value.items.map(({ id }) => id) : []
    expect(foreign.length).toBe(2)
    for (const { id } of FACTS) for (const row of await rowsOf(id, 'all')) for (const one of foreign) expect(row.id).not.toContain(one)
    expect((await owner.query('select from posture_snapshot where tenant_id = $1', [theirs.tenantId])).rowCount).toBe(1)
  })

  it('moves when a gap is mended, and only once the work was done', async () => {
    const before = await postureOf(ours)
    const late = await rowsOf('reviews_on_time', 'bad')
    expect(late.map(({ name }) => name)).toEqual(['plain'])
    await asWorker(() => takeSnapshot(ours.tenantId))
    expect((await postureOf(ours)).scores).toEqual(before.scores)
    await owner.query(`update agent set next_review_at = now() + interval '90 days' where id = $1`, [late[0]?.id])
    await asWorker(() => takeSnapshot(ours.tenantId))
    const after = await postureOf(ours)
    expect(after.scores.operation).toBeGreaterThan(before.scores.operation ?? 0)
    expect(after.scores.identity).toBe(before.scores.identity)
    expect(before.gaps.map(({ id }) => id)).toContain('reviews_on_time')
    expect(after.gaps.map(({ id }) => id)).not.toContain('reviews_on_time')
  })

  it('is due again after a change and not before, and then after a rest', async () => {
    const age = (seconds: number) => owner.query(`update posture_snapshot set taken_at = now() - make_interval(secs => $1), took_ms = 100 where tenant_id = any($2::uuid[])`, [seconds, [ours.tenantId, theirs.tenantId]])
    await age(5)
    expect(await asWorker(takeDueSnapshots)).toBe(0)
    await age(30)
    await owner.query('alter table ledger_entry disable trigger user')
    await owner.query(`update ledger_entry set occurred_at = now() - interval '10 minutes' where tenant_id = any($1::uuid[]) and occurred_at > now() - interval '9 minutes'`, [[ours.tenantId, theirs.tenantId]])
    await owner.query('alter table ledger_entry enable trigger user')
    expect(await asWorker(takeDueSnapshots)).toBe(0)
    await makeAgent(theirs, { name: 'another' })
    expect(await asWorker(takeDueSnapshots)).toBe(1)
    await age(3_700)
    expect(await asWorker(takeDueSnapshots)).toBe(2)
  })
})

describe('history', () => {
  const past = (daysAgo: number, dimensions: object) =>
    owner.query(
      `insert into posture_snapshot (tenant_id, day, version, facts, scores, taken_at, took_ms)
       select tenant_id, day - $2::int, version, facts, jsonb_set(jsonb_set(scores, '{sets,operation}', '12'), '{dimensions}', scores->'dimensions' || $3), taken_at - make_interval(days => $2), 1 from posture_snapshot where tenant_id = $1 and day = (now() at time zone 'UTC')::date`,
      [ours.tenantId, daysAgo, dimensions],
    )
  const rewrite = `update posture_snapshot set scores = '{}' where tenant_id = $1 and day < (now() at time zone 'UTC')::date`

  it('is compared with a quarter ago, or with the first day there is', async () => {
    expect(await postureOf(ours)).toMatchObject({ before: null, since: null })
    await past(1, { revocation: 40 })
    await past(30, { revocation: 30 })
    expect(await postureOf(ours)).toMatchObject({ before: { comparable: true, scores: { operation: 12 } }, since: { moved: [] } })
    await past(95, { revocation: 20 })
    await past(120, { revocation: 10 })
    const view = await postureOf(ours)
    expect(view.dimensions.find(({ id }) => id === 'revocation')?.before).toBe(20)
    expect(view.trend.map(({ scores }) => scores.revocation)).toEqual([10, 20, 30, 40, expect.any(Number)])
    expect(await getPostureLine(ours.admin, {})).toMatchObject({ ok: true, value: { since: { scores: { operation: 12 } }, worst: { id: view.gaps[0]?.id } } })
  })

  it('is not rewritten, not even by the owner of the schema', async () => {
    await expect(owner.query(rewrite, [ours.tenantId])).rejects.toThrow(/not rewritten/)
    await expect(owner.query('delete from posture_snapshot where tenant_id = $1', [ours.tenantId])).rejects.toThrow(/insert-only/)
  })

  it('keeps its weights when an administrator changes them, which is recorded; others may not', async () => {
    const before = await postureOf(ours)
    expect(await configurePosture(ours.owner, { weights: { owned: 1 } })).toMatchObject({ ok: false, refusal: { code: 'denied', reason: 'role' } })
    expect(await configurePosture(ours.admin, { weights: { nothing_known: 1 } })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    expect(await configurePosture(ours.admin, { weights: { owned: 6 } })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    expect(await configurePosture(ours.admin, { weights: { owned: 0, successor: 3 } })).toMatchObject({ ok: true, value: { weights: { owned: 0 } } })
    await asWorker(takeDueSnapshots)
    await asWorker(() => takeSnapshot(ours.tenantId))
    const after = await postureOf(ours)
    expect(after.trend.slice(0, -1)).toEqual(before.trend.slice(0, -1))
    expect(after).toMatchObject({ before: { comparable: false }, weights_changed: { by: ours.admin.name } })
    expect(after.dimensions.flatMap(({ facts }) => facts).find(({ id }) => id === 'owned')).toMatchObject({ weight: 0, default_weight: 5, gain: 0 })
    expect((await entriesOf(ours.tenantId)).filter(({ action, result }) => action === 'posture.configure' && result === 'ok').at(-1)).toMatchObject({ detail: { before: {}, after: { owned: 0 } } })
  })
})

describe('a fall', () => {
  it('is kept, recorded and told to the administrators once, with the facts that moved', async () => {
    await asWorker(() => takeSnapshot(theirs.tenantId))
    // A week ago everything that is measured was good.
    const { rows } = await owner.query<{ facts: Record<string, { good: number; total: number; weight: number }>; version: number }>(`select facts, version from posture_snapshot where tenant_id = $1 and day = (now() at time zone 'UTC')::date`, [theirs.tenantId])
    const facts = Object.fromEntries(Object.entries(rows[0]?.facts ?? {}).map(([id, fact]) => [id, { ...fact, good: fact.total }]))
    await owner.query(`insert into posture_snapshot (tenant_id, day, version, facts, scores, taken_at, took_ms) values ($1, (now() at time zone 'UTC')::date - 8, $2, $3, $4, now() - interval '8 days', 1)`, [theirs.tenantId, rows[0]?.version, JSON.stringify(facts), JSON.stringify(scoresOf(facts as Counts, {}))])
    await asWorker(() => takeSnapshot(theirs.tenantId))
    const view = await postureOf(theirs)
    expect(view.falls.map(({ subject }) => subject)).toEqual(expect.arrayContaining(['identity', 'operation', 'least_privilege']))
    const fall = view.falls.find(({ subject }) => subject === 'operation')
    expect(fall).toMatchObject({ title: 'Operation', to: view.scores.operation, since: view.week?.day })
    expect(fall?.facts[0]?.points).toBeLessThan(0)
    expect(view.week?.moved.length).toBeGreaterThan(5)
    const recorded = (await entriesOf(theirs.tenantId)).filter(({ action }) => action === 'posture.fall')
    expect(recorded.map(({ detail }) => (detail as { subject: string }).subject).sort()).toEqual(view.falls.map(({ subject }) => subject).sort())

    await asWorker(() => takeSnapshot(theirs.tenantId))
    expect((await postureOf(theirs)).falls).toHaveLength(view.falls.length)
    await asWorker(async () => void (await drainOutbox()))
    const { rows: told } = await owner.query<{ person_id: string; facts: { what: string } }>(`select person_id, facts from notification where tenant_id = $1 and kind = 'posture_fell'`, [theirs.tenantId])
    expect(told.map(({ facts: { what } }) => what).sort()).toEqual(view.falls.map(({ title }) => title).sort())
    expect(new Set(told.map(({ person_id }) => person_id))).toEqual(new Set([theirs.admin.id]))
  })
})

describe('a report', () => {
  const signer = noteSigner('log.test/log/posture', Buffer.alloc(32, 5))
  const report = reportPosture({ signerOf: () => signer })
  const taken = async (raw: object = {}) => {
    const done = await report(ours.auditor, raw)
    if (!done.ok) throw new Error(JSON.stringify(done.refusal))
    return { ...done.value, pdf: Buffer.from(done.value.pdf, 'base64') }
  }

  it('is signed, says what the page says, is the same for the same snapshot, and who takes it is recorded', async () => {
    const [one, other, view] = [await taken(), await taken(), await postureOf(ours)]
    expect(other.pdf.equals(one.pdf)).toBe(true)
    const check = verifyReport(one.json, one.pdf, [signer.vkey])
    if (!check.ok) throw new Error(check.fault.code)
    expect(check.value.manifest).toMatchObject({
      made_by: ours.auditor.name,
      report: { snapshot: { taken_at: view.taken_at }, scores: view.scores, estate: { agents: 2 }, questions: [{ good: 2, total: 2 }, { good: 2, total: 2 }, { good: 1, total: 2 }, { good: 2, total: 2 }] },
    })
    expect(check.value.manifest.report.gaps.map(({ id }) => id)).toEqual(view.gaps.map(({ id }) => id))
    expect((await entriesOf(ours.tenantId)).filter(({ action, result }) => action === 'posture.report' && result === 'ok')).toHaveLength(2)
  })

  it('is of the day that it names, with nothing of later days in it; of a day without a snapshot there is none', async () => {
    const { trend } = await postureOf(ours)
    const past = trend.at(-2)?.day ?? ''
    const check = verifyReport((await taken({ day: past })).json, null, [signer.vkey])
    if (!check.ok) throw new Error(check.fault.code)
    expect(check.value.manifest.report.snapshot.day).toBe(past)
    expect(check.value.manifest.report.trend.map(({ day }) => day)).toEqual(trend.slice(0, -1).map(({ day }) => day))
    expect(await report(ours.auditor, { day: '2001-01-01' })).toEqual({ ok: false, refusal: { code: 'not_found' } })
    expect(await report(empty.auditor, {})).toMatchObject({ ok: false, refusal: { code: 'conflict' } })
  })
})

it('a fact that is not there, or a place that is none, is refused', async () => {
  expect(await listFactRows(ours.admin, { fact: 'no_such_fact' })).toEqual({ ok: false, refusal: { code: 'not_found' } })
  expect(await listFactRows(ours.admin, { fact: 'owned', cursor: 'x' })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
})
