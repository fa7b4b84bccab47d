// An analyst's way over a large estate, in a real browser on the product itself: from one denied call to the human at its
// root, from there to everything done in their name, to that hour of it, and out with an export that is verified, by the
// console and by the command that has never seen this database.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Download, Page } from '@playwright/test'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { makePerson } from '@/lib/testing/people'
import { startStack } from '@/lib/testing/stack'
import { launchBrowser, signedIn } from './browser'
import { openEstate, sizesFrom, tenantId } from './estate'
import { budget, machine, median, report, rounded } from './harness'

const SIZES = sizesFrom({ agents: 10_000, events: 1_000_000 })
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const VIEWPORT = { width: 1440, height: 900 }

type Step = 'the denied calls' | 'one of them, with its chain' | 'why it was denied' | 'everything in the name of its human' | 'that hour of it' | 'the export, saved' | 'verified in the console'
let verified: string | undefined

const estate = await openEstate(SIZES)
const folder = mkdtempSync(join(tmpdir(), 'lanyard-journey-'))
try {
  openDatabase(estate.urls.authorityUrl)
  const analyst = await makePerson(tenantId, { role: 'analyst', name: 'Sam Okafor', email: `analyst-${Date.now()}@bench.example` })
  await closeDatabase()
  const version = String((await estate.owner.query('show server_version')).rows[0].server_version)
  const stack = await startStack({ environment: { DATABASE_URL: estate.ownerUrl, LANYARD_KEY_ENCRYPTION_KEY: estate.keyEncryptionKey } })
  const browser = await launchBrowser()
  try {
    const page = await (await signedIn(browser, stack, analyst, VIEWPORT)).newPage()

    const rounds: Record<Step, number>[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const taken = await walk(page, stack.consoleUrl, round)
      if (round > 0) rounds.push(taken) // the first warms the server
    }
    const steps = Object.keys(rounds[0] ?? {}) as Step[]
    report('journey', {
      benchmark: 'from one denied call to a verified export, in headless Chromium at 1440 px',
      machine: machine(version),
      shape: SIZES,
      filled: estate.filled,
      rounds: ROUNDS,
      /** From the click, or the address, until what was asked for stands on the page. */
      steps_ms: Object.fromEntries(steps.map((step) => [step, { p50: rounded(median(rounds.map((taken) => taken[step])), 0), every: rounds.map((taken) => rounded(taken[step], 0)) }])),
      // Without where the file lay on this machine.
      verified_by_the_command: verified?.replace(/^\S*\//, ''),
      budgets: steps.filter((step) => step !== 'the export, saved' && step !== 'verified in the console').map((step) => budget(`${step}, median ms`, median(rounds.map((taken) => taken[step])), 'at most', 1_500)),
    })
  } finally {
    await browser.close()
    await stack.stop()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
  await estate.stop()
}


async function walk(page: Page, origin: string, round: number): Promise<Record<Step, number>> {
  const list = page.getByRole('list', { name: 'Events, newest first' })
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now()
    await work()
    return performance.now() - began
  }
  const denied = await timed(async () => {
    await page.goto(`${origin}/delegations?result=denied&server=server-${round}`)
    await list.getByRole('link').first().waitFor()
  })
  const event = await timed(async () => {
    await list.getByRole('link').first().click()
    await page.getByRole('group', { name: 'Chain of authority' }).waitFor()
  })
  const why = await timed(async () => {
    await page.getByRole('tab', { name: 'Why denied' }).click()
    await page.getByRole('tabpanel', { name: 'Why denied' }).waitFor()
  })
  await page.getByRole('tab', { name: 'Summary' }).click()
  const hour = await page.getByRole('link', { name: 'of that hour alone' }).getAttribute('href')
  const everything = await timed(async () => {
    await page.getByRole('link', { name: /^Everything in the name of/ }).click()
    await page.waitForURL((url) => url.searchParams.has('person') && !url.searchParams.has('event'))
    await list.getByRole('link').first().waitFor()
  })
  const thatHour = await timed(async () => {
    await page.goto(`${origin}${hour}`)
    await list.getByRole('link').first().waitFor()
  })
  const files: string[] = []
  const exported = await timed(async () => {
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Export the record' })
    await dialog.getByRole('button', { name: 'Export', exact: true }).click()
    files.push(await saved(page, () => dialog.getByRole('button', { name: 'Save ledger.jsonl' }).click(), `ledger-${round}.jsonl`))
    files.push(await saved(page, () => dialog.getByRole('button', { name: 'Save its manifest' }).click(), `ledger-${round}.jsonl.manifest.json`))
    await page.keyboard.press('Escape')
  })
  if (statSync(files[0] as string).size === 0) throw new Error('the export is empty')
  const checked = await timed(async () => {
    await page.goto(`${origin}/ledger`, { waitUntil: 'networkidle' }) // what is dropped before the page listens is lost
    await page.getByLabel(/Drop an export|And what belongs to it/).setInputFiles(files)
    await page.getByRole('alert').filter({ hasText: 'Intact:' }).waitFor()
  })
  const { rows } = await estate.owner.query<{ vkey: string }>('select vkey from ledger_checkpoint where tenant_id = $1 order by size desc limit 1', [tenantId])
  verified = execFileSync(process.execPath, ['dist/cli.js', 'verify', files[0] as string, '--key', rows[0]?.vkey ?? ''], { encoding: 'utf8', env: { ...process.env, LANYARD_HOME: folder } }).trim()
  return { 'the denied calls': denied, 'one of them, with its chain': event, 'why it was denied': why, 'everything in the name of its human': everything, 'that hour of it': thatHour, 'the export, saved': exported, 'verified in the console': checked }
}

async function saved(page: Page, press: () => Promise<void>, name: string): Promise<string> {
  const [download]: [Download, void] = await Promise.all([page.waitForEvent('download'), press()])
  const path = join(folder, name)
  await download.saveAs(path)
  return path
}
