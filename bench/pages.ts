import type { BrowserContext, Page } from '@playwright/test'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { newId } from '@/lib/kernel/ids'
import { startStack } from '@/lib/testing/stack'
import { ownerUrlOf } from '@/lib/testing/stack-processes'
import { launchBrowser, signedIn as signedInAs, signUp } from './browser'
import { alternate, budget, machine, median, quantile, report, rounded } from './harness'

/**
 * The console's main pages in a real browser, cold each time (no cache): first byte, largest paint, shift, script that
 * had to be fetched, and how long the slowest of a few key strokes and clicks took to be painted. Beside it the first
 * byte of a route of the same server that does nothing.
 */
const AGENTS = Number(process.env.BENCH_AGENTS ?? 20_000)
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 6)
const PAGES = ['/', '/agents', '/agents/register', '/delegations', '/containment', '/ledger', '/settings'].map((name) => ({ name }))
const ATTEMPTS_MAX = 5
const ADMIN = { name: 'Ada Admin', email: 'ada@example.com', password: 'four unrelated words 7' }

/** Runs in the page before anything of it, and keeps what the browser says of itself. */
const OBSERVE = `
window.observed = { lcp: 0, cls: 0, inp: 0 }
const observe = (type, take, more) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more })
observe('largest-contentful-paint', (entry) => (observed.lcp = Math.max(observed.lcp, entry.startTime)))
observe('layout-shift', (entry) => entry.hadRecentInput || (observed.cls += entry.value))
observe('event', (entry) => entry.interactionId && (observed.inp = Math.max(observed.inp, entry.duration)), { durationThreshold: 16 })
`

type Seen = { ttfb: number; lcp: number; cls: number; inp: number; scriptBytes: number; status: number }

const stack = await startStack()
const browser = await launchBrowser()
try {
  await signUp(stack, ADMIN)
  const postgres = await fill()
  const signedIn = await signedInAs(browser, stack, ADMIN, { width: 1280, height: 800 })
  await signedIn.addInitScript({ content: OBSERVE })

  for (const { name } of PAGES) await visit(signedIn, name) // warm: the server, not the browser
  const floor: number[] = []
  const results = await alternate(PAGES, ROUNDS, async ({ name }) => {
    const began = performance.now()
    await (await fetch(`${stack.consoleUrl}/api/health`)).arrayBuffer()
    floor.push(performance.now() - began)
    return visit(signedIn, name)
  })

  const all = [...results.values()].flat()
  const of = (seen: readonly Seen[], what: keyof Seen): number => rounded(median(seen.map((one) => one[what])), what === 'cls' ? 3 : 0)
  report('pages', {
    benchmark: 'the console’s pages in headless Chromium, without a cache',
    machine: machine(postgres),
    agents: AGENTS,
    rounds: ROUNDS,
    pages: Object.fromEntries(
      [...results].map(([name, seen]) => [
        name,
        { ttfb_ms: of(seen, 'ttfb'), lcp_ms: of(seen, 'lcp'), cls: of(seen, 'cls'), inp_ms: of(seen, 'inp'), script_kb: rounded(of(seen, 'scriptBytes') / 1024, 1), status: seen[0]?.status },
      ]),
    ),
    nothing_at_all_ttfb_ms: rounded(median(floor), 1),
    budgets: [
      budget('TTFB, p95 over all pages, ms', quantile(all.map(({ ttfb }) => ttfb), 0.95), 'at most', 200),
      budget('LCP, median of the slowest page, ms', Math.max(...[...results.values()].map((seen) => of(seen, 'lcp'))), 'at most', 1_500),
      budget('INP, median of the slowest page, ms', Math.max(...[...results.values()].map((seen) => of(seen, 'inp'))), 'at most', 100),
      budget('CLS, median of the worst page', Math.max(...[...results.values()].map((seen) => of(seen, 'cls'))), 'at most', 0.05),
      budget('script of the largest page, KB compressed', Math.max(...[...results.values()].map((seen) => of(seen, 'scriptBytes'))) / 1024, 'at most', 250),
    ],
  })
} finally {
  await browser.close()
  await closeDatabase()
  await stack.stop()
}

/** A page that goes elsewhere while it is looked at (a session renewed, say) is visited again. */
async function visit(signedIn: BrowserContext, path: string): Promise<Seen> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await look(signedIn, path)
    } catch (thrown) {
      if (attempt === ATTEMPTS_MAX) throw thrown
    }
  }
}

/** In a tab of its own, so that nothing that the page before it began (a poll, a prefetch) falls into this one. */
async function look(signedIn: BrowserContext, path: string): Promise<Seen> {
  const page = await signedIn.newPage()
  try {
    const session = await signedIn.newCDPSession(page)
    await session.send('Network.setCacheDisabled', { cacheDisabled: true })
    return await seen(page, path)
  } finally {
    await page.close()
  }
}

async function seen(page: Page, path: string): Promise<Seen> {
  const response = await page.goto(`${stack.consoleUrl}${path}`, { waitUntil: 'load' })
  if (await page.getByText('could not be read').count() > 0) throw new Error(`${path} shows a fault`)
  await page.waitForTimeout(700) // until the largest paint is the largest
  // What a person does first: the keyboard moves, the palette opens, is typed into and closes.
  for (const key of ['Tab', 'Tab', 'Control+k', 'i', 'n', 'v', 'Escape']) {
    await page.keyboard.press(key)
    await page.waitForTimeout(60)
  }
  await page.waitForTimeout(150)
  const said = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    const scripts = (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter(({ name }) => /\.js(\?|$)/.test(name))
    const { lcp, cls, inp } = (window as unknown as { observed: { lcp: number; cls: number; inp: number } }).observed
    return { ttfb: (navigation?.responseStart ?? 0) - (navigation?.requestStart ?? 0), lcp, cls, inp, scriptBytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) }
  })
  return { ...said, status: response?.status() ?? 0 }
}

/** A company of some size, owned by the administrator. */
async function fill(): Promise<string> {
  openDatabase(ownerUrlOf(stack), { prisma: 1, hot: 1 })
  return hotTransaction('system', async (client) => {
    const ids = Array.from({ length: AGENTS }, () => newId<'agent'>())
    await client.query(
      `insert into agent (id, tenant_id, name, name_key, spiffe_id, state, owner_id, sponsor_id, platform, purpose, risk_level, registered_by, next_review_at)
       select a.id, p.tenant_id, 'agent-' || n, 'agent-' || n, 'spiffe://bench.local/agent/' || a.id, 'active', p.id, p.id, 'custom', 'makes a company of some size', 'low', p.id::text, now() + interval '90 days'
       from unnest($1::uuid[]) with ordinality a(id, n), person p where p.email = $2`,
      [ids, ADMIN.email],
    )
    // As registering leaves them: each with a document in force. Without one the list is a fault, and a fault is fast.
    await client.query(
      `with revision as (
         insert into agent_revision (id, tenant_id, agent_id, number, document, digest, status, author_id, approved_by, approved_at)
         select r.id, a.tenant_id, a.id, 1, jsonb_build_object('name', a.name, 'tools', '[]'::jsonb, 'may_delegate_to', '[]'::jsonb), 'sha-256:bench', 'approved', 'bench', 'bench', now()
         from unnest($1::uuid[], $2::uuid[]) r(id, agent_id) join agent a on a.id = r.agent_id returning id, agent_id)
       update agent a set revision_in_force_id = revision.id from revision where revision.agent_id = a.id`,
      [Array.from({ length: AGENTS }, () => newId()), ids],
    )
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return String(rows[0]?.server_version)
  })
}
