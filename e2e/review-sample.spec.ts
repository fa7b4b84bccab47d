import { expect, type Browser, type Page } from '@playwright/test'
import { createApi } from '@/lib/api/client'
import { byLink } from '@/lib/sample/sign-in'
import type { Stack } from '@/lib/testing/stack'
import { need } from './api'
import { DESK, keepScreenshot, open } from './console'
import { isInOrder, looksRight } from './look'
import { test } from './sample-stack'
import { ROOT_TOKEN } from './stack'

const NAME = 'Operations before the peak'
const SILENT = 'Legal, whom nobody asks'
/** Until the sample company stands and its agents are at work. */
const BUILT_MS = 240_000

const linkTo = async (stack: Stack): Promise<string> => (await need(createApi({ origin: stack.issuer, token: ROOT_TOKEN }).sample.open({}))).url

/** The console as one of the sample's people. */
async function consoleAs(browser: Browser, stack: Stack, person: RegExp, path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: DESK, baseURL: stack.consoleUrl, acceptDownloads: true })
  const page = await context.newPage()
  await page.goto(await linkTo(stack))
  await page.getByRole('radio', { name: person }).check()
  await page.getByRole('button', { name: 'Open the sample company' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible({ timeout: 60_000 })
  await open(page, path)
  return page
}

async function toReview(page: Page): Promise<void> {
  await page.getByRole('link', { name: NAME }).first().press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible({ timeout: 60_000 })
}

test('a review of the sample company: launched, decided, certified, applied and tried, and taken away as evidence; one runs out', async ({ browser, sampled: stack }, info) => {
  test.setTimeout(600_000)
  const at = { issuer: stack.issuer, consoleUrl: stack.consoleUrl, gatewayUrl: stack.gatewayUrl }
  await expect.poll(() => linkTo(stack).catch(() => null), { timeout: BUILT_MS, intervals: [1_000] }).not.toBeNull()
  const { api: elin } = await byLink(at, await linkTo(stack))
  const due = (ms: number) => new Date(Date.now() + ms).toISOString()
  const me = (await need(elin.me.get({}))).id ?? ''
  const plan = { reviewers: 'owner', fallback: me } as const
  // There is something to decide on: the planner was called.
  const used = async () => {
    const [planner] = (await need(elin.agents.list({ name: 'dispatch-planner', limit: 1 }))).items
    return planner ? (await need(elin.reviews.preview({ ...plan, name: 'Looked at', scope: 'agent', value: planner.id, due_at: due(86_400_000) }))).without_calls : null
  }
  await expect.poll(() => used().catch(() => null), { timeout: BUILT_MS, intervals: [1_000] }).toBe(0)

  const admin = await consoleAs(browser, stack, /Elin Solberg/, '/reviews/new')
  await admin.getByLabel('Name', { exact: true }).fill(NAME)
  await admin.getByLabel('What is reviewed').selectOption('team')
  await admin.getByLabel('A team', { exact: true }).fill('Operations')
  await admin.getByLabel('Who reviews').selectOption('sponsor')
  await admin.getByText('Stages, independence and grace').click()
  await admin.getByLabel('People who look at every item').selectOption('2')
  await admin.getByLabel('Days of grace').fill('0')
  // Its agents are at work: where a mandate was given in between, the check is read again.
  await expect(async () => {
    await admin.getByRole('button', { name: 'Check the launch' }).click()
    await expect(admin.getByRole('heading', { name: '3 agents to review' })).toBeVisible()
    await admin.getByRole('button', { name: 'Launch the review' }).click()
    await expect(admin.getByRole('heading', { level: 1, name: NAME })).toBeVisible()
  }).toPass({ timeout: 120_000 })

  // Nobody is going to answer this one, and it is due in a moment.
  const silent = await test.step('another is launched by the API, and left alone', async () => {
    const asked = { ...plan, name: SILENT, scope: 'team', value: 'Legal', no_response: 'suspend', due_at: due(15_000) } as const
    const { snapshot } = await need(elin.reviews.preview(asked))
    return need(elin.reviews.launch({ ...asked, snapshot }))
  })

  const mine = await consoleAs(browser, stack, /Mariko Ito/, '/reviews')
  await toReview(mine)
  await expect(mine.locator('[data-keys=heard]')).toBeVisible({ timeout: 60_000 })
  const name = (of: string) => mine.getByRole('button', { name: of, exact: true })
  const row = (of: string) => mine.locator('[data-review-item]').filter({ has: name(of) })
  await mine.keyboard.press('j')
  await expect(name('dispatch-planner')).toBeFocused()
  await mine.keyboard.press('x')
  const evidence = mine.getByRole('dialog', { name: 'dispatch-planner' })
  await expect(evidence).toContainText('Mariko Ito ▸ dispatch-planner')
  await expect(evidence).toContainText('Credentials now')
  await looksRight(mine, 'review-evidence-sample')
  await mine.keyboard.press('Escape')
  await expect(evidence).toBeHidden()
  await expect(name('dispatch-planner')).toBeFocused()
  await mine.keyboard.press('e')
  await expect(mine.getByRole('dialog')).toContainText(/It keeps [1-4] of 5 tools/)
  await mine.keyboard.press('Enter')
  await expect(row('dispatch-planner')).toContainText('Reduce to used, ready to submit')
  await expect(name('dispatch-planner')).toBeFocused()
  await mine.keyboard.press('j')
  await expect(name('route-optimizer')).toBeFocused()
  await mine.keyboard.press('q')
  await expect(mine.getByRole('dialog', { name: 'Ask about route-optimizer' })).toContainText('its owner')
  await mine.keyboard.type('does anybody plan routes without it?')
  await mine.keyboard.press('Control+Enter')
  await expect(row('route-optimizer')).toBeHidden()
  await expect(name('shift-reporter')).toBeFocused()
  await mine.keyboard.press('r')
  await expect(mine.getByLabel('Comment')).toBeFocused()
  await mine.keyboard.type('its report is read by nobody')
  await mine.keyboard.press('Control+Enter')
  await expect(row('shift-reporter')).toContainText('Remove, ready to submit')

  const asked = await consoleAs(browser, stack, /Jonas Weber/, '/')
  await asked.getByRole('link', { name: new RegExp(`${NAME}.*1 question to answer`) }).press('Enter')
  await asked.getByLabel('Your answer on route-optimizer').fill('nobody does')
  await asked.getByRole('button', { name: 'Answer', exact: true }).click()
  await expect(asked.getByRole('list', { name: 'Questions' })).toContainText('“nobody does”')

  await open(mine, new URL(mine.url()).pathname)
  await expect(row('route-optimizer')).toContainText('“nobody does”')
  await mine.keyboard.press('j')
  await expect(name('route-optimizer')).toBeFocused()
  await mine.keyboard.press('a')
  await expect(row('route-optimizer')).toContainText('Keep, ready to submit')
  await mine.keyboard.press('Control+Enter')
  await expect(mine.getByRole('dialog', { name: 'Submit 3 decisions' })).toContainText('Wait for a second person')
  await mine.keyboard.press('Enter')
  await expect(mine.getByText('waits for a second person').first()).toBeVisible({ timeout: 60_000 })

  const second = await consoleAs(browser, stack, /Tomás Rivera/, '/reviews')
  await toReview(second)
  const waiting = second.getByRole('list', { name: 'Decisions that wait for a second person' }).getByRole('listitem').filter({ has: second.getByRole('button', { name: 'Agree' }) })
  await expect(waiting).toHaveCount(3)
  await isInOrder(second, 'what waits for a second person')
  await keepScreenshot(second, 'review-certify')
  for (let left = 3; left > 0; left--) {
    await waiting.first().getByRole('button', { name: 'Agree' }).click()
    await expect(waiting).toHaveCount(left - 1, { timeout: 60_000 })
  }

  await open(admin, `${new URL(admin.url()).pathname}?show=all`)
  const found = (of: string) => admin.getByRole('list', { name: `What was found of ${of}` })
  await expect(found('dispatch-planner')).toContainText(/Token endpoint: asked for .*sample-freight\/update_eta.*: refused/, { timeout: 90_000 })
  await expect(found('dispatch-planner')).toContainText(/called .*sample-freight\/update_eta.*: refused, its authority does not have it/)
  await expect(found('shift-reporter')).toContainText('Token endpoint: asked for a token: refused, it is no client while it is stopped', { timeout: 90_000 })
  await expect(found('shift-reporter')).toContainText(/called sample-freight\/list_\w+: refused, it is stopped/)
  await expect(admin.getByText('Not proved.')).toHaveCount(0)
  await looksRight(admin, 'review-results')

  // Its last entries are sealed a moment after they are written.
  let saved = ''
  await expect(async () => {
    const [download] = await Promise.all([admin.waitForEvent('download', { timeout: 5_000 }), admin.getByRole('button', { name: 'Signed pack' }).click()])
    saved = info.outputPath(download.suggestedFilename())
    await download.saveAs(saved)
  }).toPass({ timeout: 90_000 })
  await open(admin, '/ledger')
  await admin.getByLabel(/Drop an export/).setInputFiles([saved])
  await expect(admin.getByRole('alert').filter({ hasText: 'Intact: ' })).toContainText(NAME, { timeout: 60_000 })

  await test.step('the one that nobody answered ran out, and says what became of it', async () => {
    await expect(async () => {
      await open(admin, `/reviews/${silent.id}`)
      await expect(admin.getByText('nobody answered').first()).toBeVisible({ timeout: 5_000 })
      await expect(found('contract-scout')).toContainText('it is no client while it is stopped', { timeout: 10_000 })
    }).toPass({ timeout: 120_000 })
    await expect(admin.getByText('Without an answer: suspend the agent.')).toBeVisible()
    await expect(admin.getByText('It was due')).toBeVisible()
    await expect(admin.getByRole('row', { name: /contract-scout/ })).toContainText('Remove')
    await isInOrder(admin, 'a review that ran out')
    await keepScreenshot(admin, 'review-ran-out')
  })
})
