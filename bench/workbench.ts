// A review of a thousand items as its reviewer works through it: the product itself in headless Chromium, by keyboard and at a
// person's pace; how long each key took to be painted, by the browser's own event timing.
import type { Page } from '@playwright/test'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import type { Actor } from '@/lib/identity/actor'
import { decideItems, getCampaign, launchCampaign, listItems, previewCampaign, submitItems } from '@/lib/identity/reviews'
import { BATCH_MAX } from '@/lib/identity/reviews/contract'
import { newId, trustedId } from '@/lib/kernel/ids'
import { startStack } from '@/lib/testing/stack'
import { ownerUrlOf } from '@/lib/testing/stack-processes'
import { launchBrowser, signedIn, signUp } from './browser'
import { budget, machine, median, quantile, report, rounded } from './harness'

const ITEMS = Number(process.env['BENCH_ITEMS'] ?? 1_000)
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
/** Between two keys. */
const PAUSE_MS = 220
const LETTER_MS = 120
/** Says of each slow key which frame was long, and what ran in it. */
const IS_WHY = process.env['BENCH_WHY'] !== undefined
const REVIEWER = { name: 'Rae Reviewer', email: 'rae@example.com', password: 'four unrelated words 7' }

/** Runs in the page before anything of it, and keeps what the browser says of each key and of what moved. */
const OBSERVE = `
window.observed = { keys: [], shifts: 0, moved: [], frames: [] }
const observe = (type, take, more) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more })
observe('event', (e) => e.interactionId && observed.keys.push({ id: e.interactionId, name: e.name, start: e.startTime, ms: e.duration, wait: e.processingStart - e.startTime, work: e.processingEnd - e.processingStart }), { durationThreshold: 16 })
observe('layout-shift', (e) => {
  if (e.hadRecentInput) return
  observed.shifts += e.value
  observed.moved.push([e.value.toFixed(3), Math.round(e.startTime), ...e.sources.map(({ node }) => node && node.nodeName + '.' + String(node.className).slice(0, 60))].join(' '))
})
observe('long-animation-frame', (e) => observed.frames.push({ start: e.startTime, ms: e.duration, style: e.startTime + e.duration - e.styleAndLayoutStart, scripts: e.scripts.map((s) => [s.invoker, Math.round(s.duration), Math.round(s.forcedStyleAndLayoutDuration), s.sourceFunctionName].join(' ')) }))
`
type Key = { id: number; name: string; start: number; ms: number; wait: number; work: number }
type Observed = { keys: Key[]; shifts: number; moved: string[]; frames: { start: number; ms: number; style: number; scripts: string[] }[] }
/** One key, click or letter: what it did, and how long until that was painted. */
type Interaction = { act: string; ms: number; why?: string }
type Sitting = { interactions: Interaction[]; cls: number; moved: string[] }

const stack = await startStack()
const browser = await launchBrowser()
try {
  await signUp(stack, REVIEWER)
  openDatabase(ownerUrlOf(stack))
  const { reviewer, postgres } = await fill()
  await reviewedBefore(reviewer)
  const context = await signedIn(browser, stack, REVIEWER, { width: 1440, height: 900 })
  await context.addInitScript({ content: OBSERVE })
  const rounds: Sitting[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const campaignId = await launched(reviewer, { name: `Everything, ${round}` })
    const page = await context.newPage()
    const done = await sitting(page, `${stack.consoleUrl}/reviews/${campaignId}`)
    await page.close()
    await applied(reviewer, campaignId)
    if (round > 0) rounds.push(done) // the first warms the server
  }
  const all = rounds.flatMap(({ interactions }) => interactions)
  const slowest = all.toSorted((a, b) => b.ms - a.ms).slice(0, 12)
  const inp = rounds.map(({ interactions }) => inpOf(interactions))
  report('workbench', {
    benchmark: 'a review of a thousand items, worked through by keyboard in headless Chromium at 1440 px',
    machine: machine(postgres),
    items: ITEMS,
    rounds: ROUNDS,
    interactions_a_round: rounds.map(({ interactions }) => interactions.length),
    /** Of each round; of fewer than fifty interactions it is the slowest, and of every fifty more one slower is left out. */
    inp_ms: inp,
    interaction_ms: { p50: quantile(all.map(({ ms }) => ms), 0.5), p98: quantile(all.map(({ ms }) => ms), 0.98), worst: slowest[0]?.ms },
    slowest,
    by_act_ms: Object.fromEntries([...new Set(all.map(({ act }) => act))].map((act) => [act, byAct(all.flatMap((one) => (one.act === act ? [one.ms] : [])))])),
    cls: rounds.map(({ cls }) => rounded(cls, 4)),
    ...(IS_WHY ? { moved: rounds.flatMap(({ moved }) => moved) } : {}),
    budgets: [
      budget('INP, median of the rounds, ms', median(inp), 'at most', 100),
      budget('slowest interaction of all, ms', slowest[0]?.ms ?? Number.NaN, 'at most', 200),
      budget('CLS, worst round', Math.max(...rounds.map(({ cls }) => cls)), 'at most', 0.05),
    ],
  })
} finally {
  await browser.close()
  await closeDatabase()
  await stack.stop()
}

function byAct(times: readonly number[]) {
  return { p50: median(times), worst: Math.max(...times), n: times.length }
}
function inpOf(interactions: readonly Interaction[]): number {
  const slowest = interactions.map(({ ms }) => ms).toSorted((a, b) => b - a)
  return slowest[Math.min(slowest.length - 1, Math.floor(slowest.length / 50))] ?? Number.NaN
}

/** One sitting: some sixty keys, clicks and letters, of every kind that the workbench has. */
async function sitting(page: Page, url: string): Promise<Sitting> {
  await page.goto(url)
  await page.locator('[data-keys=heard]').waitFor()
  await page.waitForTimeout(1_500)
  const acts: { act: string; at: number }[] = []
  const doing = async (act: string, work: () => Promise<unknown>, pause = PAUSE_MS): Promise<void> => {
    acts.push({ act, at: await page.evaluate(() => performance.now()) })
    await work()
    await page.waitForTimeout(pause)
  }
  const key = async (act: string, pressed: string, times = 1): Promise<void> => {
    for (let n = 0; n < times; n++) await doing(act, () => page.keyboard.press(pressed))
  }
  const type = async (act: string, text: string): Promise<void> => {
    for (const letter of text) await doing(act, () => page.keyboard.press(letter === ' ' ? 'Space' : letter), LETTER_MS)
  }
  const dialog = page.getByRole('dialog')

  await key('next', 'j', 6)
  await key('previous', 'k', 2)
  await key('keep', 'a', 5)
  await key('evidence opened', 'x')
  await dialog.getByRole('heading', { name: 'Reviewed before' }).waitFor()
  await page.waitForTimeout(PAUSE_MS)
  await key('evidence closed', 'Escape')
  await key('selected', 'Space')
  await key('not selected', 'Space')
  // Down to one that did not use all it has.
  for (let looked = 0; looked < 12 && !(await focusedRow(page)).includes('never used'); looked++) await key('next', 'j')
  await key('reduce opened', 'e')
  await dialog.waitFor()
  await key('reduced', 'Enter')
  await dialog.waitFor({ state: 'hidden' })
  await key('next', 'j')
  await key('remove opened', 'r')
  await dialog.waitFor()
  await type('comment typed', 'nobody reads it')
  await key('removed', 'Control+Enter')
  await dialog.waitFor({ state: 'hidden' })
  await key('undone', 'u')
  await key('next', 'j')
  await key('ask opened', 'q')
  await dialog.waitFor()
  await key('ask closed', 'Escape')
  await key('help opened', '?')
  await key('help closed', 'Escape')
  await key('next', 'j', 4)
  await key('next group', 'Shift+G')
  await key('next', 'j', 2)
  await doing('filter clicked', () => page.getByLabel('Filter by name, team, platform or purpose').click())
  await type('filter typed', 'invoice')
  await doing('decide together', () => page.getByRole('button', { name: /^Decide these/ }).click())
  await dialog.waitFor()
  await type('comment typed', 'read')
  await key('decided together', 'Control+Enter')
  await dialog.waitFor({ state: 'hidden' })
  await page.waitForTimeout(1_000)
  await doing('filter clicked', () => page.getByLabel('Filter by name, team, platform or purpose').click())
  for (let n = 0; n < 7; n++) await doing('filter cleared', () => page.keyboard.press('Backspace'), LETTER_MS)
  await key('left the filter', 'Tab')
  await key('next', 'j', 3)
  await key('submit opened', 'Control+Enter')
  await dialog.waitFor()
  await key('submitted', 'Enter')
  await dialog.waitFor({ state: 'hidden' })
  await page.waitForTimeout(1_500)
  await key('next', 'j', 2)
  await key('keep', 'a', 2)
  await page.waitForTimeout(500)

  const seen = (await page.evaluate('observed')) as Observed
  return { interactions: interactionsOf(seen, acts), cls: seen.shifts, moved: seen.moved }
}

/** A key is as slow as the slowest event of it. One that is not there was painted within a frame of 16 ms, which is what it counts as. */
function interactionsOf({ keys, frames }: Observed, acts: readonly { act: string; at: number }[]): Interaction[] {
  return acts.map(({ act, at }, n) => {
    const until = acts[n + 1]?.at ?? Infinity
    const events = keys.filter(({ start }) => start >= at && start < until)
    const slowest = events.toSorted((a, b) => b.ms - a.ms)[0]
    if (!slowest) return { act, ms: 16 }
    const long = IS_WHY ? frames.filter(({ start, ms }) => start + ms > slowest.start && start < slowest.start + slowest.ms) : []
    return { act, ms: slowest.ms, ...(IS_WHY ? { why: [`${slowest.name} waited ${Math.round(slowest.wait)}, worked ${Math.round(slowest.work)}`, ...long.map(({ ms, style, scripts }) => `frame ${Math.round(ms)}, style ${Math.round(style)}: ${scripts.join('; ')}`)].join(' | ') } : {}) }
  })
}

function focusedRow(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.closest('[data-review-item]')?.textContent ?? '')
}

function valueOf<T>(result: { ok: true; value: T } | { ok: false; refusal: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}

/** A review of theirs that the product has gathered by itself. */
async function launched(reviewer: Actor & { id: string }, of: Record<string, unknown>): Promise<string> {
  const plan = { scope: 'all', reviewers: 'owner', fallback: reviewer.id, due_at: new Date(Date.now() + 14 * 86_400_000).toISOString(), ...of }
  const { snapshot } = valueOf(await previewCampaign(reviewer, plan))
  const { id: campaignId } = valueOf(await launchCampaign(reviewer, { ...plan, snapshot }))
  while (valueOf(await getCampaign(reviewer, { campaignId })).state === 'launching') await new Promise((later) => setTimeout(later, 500))
  return campaignId
}

/** Half of them were reviewed before, so that each group has some: kept, submitted and, once applied, out of the way. */
async function reviewedBefore(reviewer: Actor & { id: string }): Promise<void> {
  const campaignId = await launched(reviewer, { name: 'The last one', scope: 'platform', value: 'custom' })
  for (let cursor: string | undefined; ; ) {
    const page = valueOf(await listItems(reviewer, { campaignId, show: 'mine', limit: BATCH_MAX, ...(cursor ? { cursor } : {}) }))
    if (!page) throw new Error('the review is not there')
    const bulk = page.items.filter(({ risk_level }) => risk_level === 'low' || risk_level === 'medium')
    const { changes } = valueOf(await decideItems(reviewer, { campaignId, decision: 'keep', comment: 'in use', items: bulk.map(({ id, version, document }) => ({ id, version, document })) }))
    valueOf(await submitItems(reviewer, { campaignId, items: changes.map(({ id, version }) => ({ id, version })) }))
    if (page.next === null) break
    cursor = page.next
  }
  await applied(reviewer, campaignId)
}

/** What was decided is applied beside what comes next, and would fall into it. */
async function applied(reviewer: Actor, campaignId: string): Promise<void> {
  const waits = async () => {
    const { pending, held } = valueOf(await getCampaign(reviewer, { campaignId })).progress
    return pending > held
  }
  while (await waits()) await new Promise((later) => setTimeout(later, 500))
}

/** Agents of the reviewer's own, with documents that others wrote, and 90 days of use: most of it recent, some partial, some none. */
async function fill(): Promise<{ reviewer: Actor & { id: string }; postgres: string }> {
  return hotTransaction('system', async (client) => {
    const { rows: people } = await client.query<{ id: string; tenant_id: string }>('select id, tenant_id from person where email = $1', [REVIEWER.email])
    const [person] = people
    if (!person) throw new Error('nobody has signed up')
    const ids = Array.from({ length: ITEMS }, () => newId<'agent'>())
    await client.query(
      `insert into agent (id, tenant_id, name, name_key, spiffe_id, state, owner_id, sponsor_id, platform, team, purpose, risk_level, registered_by, next_review_at, last_active_at, created_at)
       select a.id, $2, x.name, x.name, 'spiffe://bench.local/agent/' || a.id, 'active', $3::uuid, $3::uuid, case when n % 2 = 0 then 'custom' else 'langgraph' end, 'team-' || n % 12,
         'answers for what a department of some size asks it for', case when n % 16 = 5 then 'critical' when n % 8 = 3 then 'high' when n % 4 = 1 then 'medium' else 'low' end, 'bench', now() + interval '90 days', now() - n % 90 * interval '1 day', now() - interval '300 days'
       from unnest($1::uuid[]) with ordinality a(id, n) cross join lateral (select (array['invoice', 'travel', 'claims', 'pricing', 'support', 'payroll'])[1 + n % 6] || '-' || (array['bot', 'agent', 'planner'])[1 + n % 3] || '-' || n as name) x`,
      [ids, person.tenant_id, person.id],
    )
    await client.query(
      `with revision as (
         insert into agent_revision (id, tenant_id, agent_id, number, document, digest, status, author_id, approved_by, approved_at)
         select r.id, a.tenant_id, a.id, 1, jsonb_build_object('name', a.name, 'owner', $3::text, 'sponsor', $3::text, 'purpose', a.purpose, 'platform', a.platform, 'team', a.team, 'risk_level', a.risk_level, 'may_delegate_to', '[]'::jsonb,
             'tools', (select jsonb_agg(jsonb_build_object('mcp_server', 'server-' || (n + k) % 20, 'tool_id', 'tool_' || (n * 3 + k) % 60)) from generate_series(1, 1 + n % 5) k)),
           'sha-256:' || rpad(n::text, 43, 'A'), 'approved', 'bench', 'bench', now() - interval '200 days'
         from unnest($1::uuid[], $2::uuid[]) with ordinality r(id, agent_id, n) join agent a on a.id = r.agent_id returning id, agent_id)
       update agent a set revision_in_force_id = revision.id from revision where revision.agent_id = a.id`,
      [Array.from({ length: ITEMS }, () => newId()), ids, person.id],
    )
    await client.query(
      `insert into agent_use (tenant_id, agent_id, tool_server, tool, day, allowed, denied, last_allowed_at)
       select a.tenant_id, a.id, t->>'mcp_server', t->>'tool_id', d::date, 1 + (n * k) % 9, case when n % 23 = 0 then 1 else 0 end, d
       from unnest($1::uuid[]) with ordinality x(id, n) join agent a on a.id = x.id join agent_revision r on r.id = a.revision_in_force_id, jsonb_array_elements(r.document->'tools') with ordinality y(t, k),
         generate_series(date_trunc('day', now()) - interval '80 days', date_trunc('day', now()) - interval '1 day', interval '3 days') d
       where n % 7 <> 0 and (k = 1 or n % 3 <> 0)`,
      [ids],
    )
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return { reviewer: { kind: 'person', tenantId: trustedId<'tenant'>(person.tenant_id), id: trustedId<'person'>(person.id), name: REVIEWER.name, role: 'admin', session: 'bench' }, postgres: String(rows[0]?.server_version) }
  })
}
