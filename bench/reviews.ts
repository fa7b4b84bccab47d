// What a review of two thousand agents costs in a large estate, and one of every agent: launch check and launch, the evidence of one
// item, and decisions submitted by the hundred; the verbs as the authority runs them behind row-level security, and beside
// each the least that plain indexed SQL does with the same rows, in the same run.
import { openDatabase } from '@/lib/db/client'
import type { Actor } from '@/lib/identity/actor'
import { sumUse } from '@/lib/identity/ledger'
import { decideItems, getCampaign, getItem, launchCampaign, listItems, openLaunched, previewCampaign, submitItems } from '@/lib/identity/reviews'
import { BATCH_MAX, USE_DAYS } from '@/lib/identity/reviews/contract'
import { trustedId } from '@/lib/kernel/ids'
import { idOf, KIND, openEstate, REVIEWED, sizesFrom, tenantId, type Estate } from './estate'
import { machine, median, report, rounded, spread } from './harness'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const LOOKS = 60
const BATCHES = 2

const person = (n: number, role: 'admin' | 'owner'): Actor => ({ kind: 'person', tenantId, id: trustedId<'person'>(idOf(KIND.person, n)), name: `Person ${n}`, role, session: 's' })
const [reviewer, administrator] = [person(1, 'owner'), person(2, 'admin')]

const estate = await openEstate(sizesFrom({ agents: 100_000, events: 1_000_000 }))
try {
  openDatabase(estate.urls.authorityUrl)
  report('reviews', await measure(estate))
} finally {
  await estate.stop()
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

async function measure({ owner, sizes, filled }: Estate) {
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

  const plan = { name: 'The largest review', scope: 'team', value: REVIEWED.team, reviewers: 'named', named: [reviewer.id], fallback: administrator.id, due_at: new Date(Date.now() + 14 * 86_400_000).toISOString() }
  // As the authority does from its first minute on: of what was recorded before it, once.
  const summed = await timed(async () => {
    while (await sumUse());
  })
  const [checked, checkedPlain]: [number[], number[]] = [[], []]
  let check = valueOf(await previewCampaign(administrator, plan))
  for (let round = 0; round < ROUNDS; round++) {
    const run = await timed(async () => valueOf(await previewCampaign(administrator, plan)))
    check = run.value
    checked.push(run.ms)
    checkedPlain.push(await plain(use(`a.team = '${REVIEWED.team}'`), []))
  }
  const launch = await timed(async () => valueOf(await launchCampaign(administrator, { ...plan, snapshot: check.snapshot })))
  const campaignId = launch.value.id
  const gathering = await timed(async () => {
    while (valueOf(await getCampaign(administrator, { campaignId })).state === 'launching') await openLaunched()
  })
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
  const everything = await everyAgent()
  const [{ version }] = (await owner.query('select version()')).rows
  return {
    benchmark: 'reviews of two thousand agents and of every agent there is, launched; decisions',
    machine: machine(version),
    shape: { ...sizes, items: check.agents, without_calls: check.without_calls },
    filled,
    launch_check: { seconds: secondsOf(checked), plain_seconds: secondsOf(checkedPlain), ratio_p50: rounded(median(checked) / median(checkedPlain)) },
    use_summed_seconds: rounded(summed.ms / 1000, 3),
    launch: { seconds: rounded(launch.ms / 1000, 3), gathering_seconds: rounded(gathering.ms / 1000, 3), plain_seconds: rounded(launchedPlain / 1000, 3) },
    evidence: { n: LOOKS, gathered_ms: spread(gathered), gathered_plain_ms: spread(gatheredPlain), read_ms: spread(read), read_plain_ms: spread(readPlain) },
    decisions: { items, batch: BATCH_MAX, decide_seconds: secondsOf(decided), submit_seconds: secondsOf(submitted), submit_all_seconds: rounded(submitted.reduce((sum, ms) => sum + ms, 0) / 1000, 3), submit_plain_seconds: secondsOf(submittedPlain) },
    every_agent: everything,
  }
}

/** A review of every agent there is, as it is checked with either answer to silence, launched, and gathered until its reviewers are asked. */
async function everyAgent() {
  const plan = { name: 'Every agent', scope: 'all', reviewers: 'sponsor', fallback: administrator.id, due_at: new Date(Date.now() + 30 * 86_400_000).toISOString() }
  const checked: Record<string, number> = {}
  for (const silence of ['reduce', 'keep']) checked[silence] = (await timed(async () => valueOf(await previewCampaign(administrator, { ...plan, no_response: silence })))).ms
  const check = valueOf(await previewCampaign(administrator, { ...plan, no_response: 'keep' }))
  const launch = await timed(async () => valueOf(await launchCampaign(administrator, { ...plan, no_response: 'keep', snapshot: check.snapshot })))
  const gathering = await timed(async () => {
    while (valueOf(await getCampaign(administrator, { campaignId: launch.value.id })).state === 'launching') await openLaunched()
  })
  return { items: check.agents, check_seconds: Object.fromEntries(Object.entries(checked).map(([silence, ms]) => [silence, rounded(ms / 1000, 3)])), launch_seconds: rounded(launch.ms / 1000, 3), gathering_seconds: rounded(gathering.ms / 1000, 1) }
}