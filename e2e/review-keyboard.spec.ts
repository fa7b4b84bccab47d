import { expect, type Page } from '@playwright/test'
import { registerIdle } from './api'
import { consoleOf, DESK, keepScreenshot } from './console'
import { goTo, Keyboard } from './keyboard'
import { isInOrder } from './look'
import { colleague, type Person } from './people'
import { test } from './story'
import { own } from './telling'

const COUNT = 40
/** Registered at once; more only wait for each other. */
const AT_ONCE = 5
let admin: Person
let owner: Person
const TEAM = own('reviewed team', ' ')
const REVIEW = own('Reviewed by keyboard', ' ')
const nameOf = (n: number) => `${own('review')}-${String(n).padStart(2, '0')}`

test.beforeAll(async () => {
  test.setTimeout(180_000)
  admin = await colleague('Rae Reviews', 'admin')
  owner = await colleague('Olga Owner', 'owner')
  const tools = ['echo', 'get-sum'].map((tool_id) => ({ mcp_server: 'everything', tool_id }))
  const all = Array.from({ length: COUNT }, (_, n) => nameOf(n + 1))
  for (let from = 0; from < COUNT; from += AT_ONCE)
    await Promise.all(all.slice(from, from + AT_ONCE).map((name) => registerIdle({ name, owner: owner.email, sponsor: admin.email, purpose: 'is reviewed in a browser', team: TEAM, tools })))
})

async function launch(page: Page): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(REVIEW)
  await page.getByLabel('What is reviewed').selectOption('team')
  await page.getByLabel('A team', { exact: true }).fill(TEAM)
  await page.getByLabel('Suspend the agent').check()
  await page.getByText('Stages, independence and grace').click()
  await page.getByLabel('Days of grace').fill('0')
  await page.getByRole('button', { name: 'Check the launch' }).click()
  await expect(page.getByRole('heading', { name: `${COUNT} agents to review` })).toBeVisible()
  await expect(page.getByText(`If nobody answers: ${COUNT} agents lose all access`)).toBeVisible()
  await expect(page.getByText('an administrator confirms them once more')).toBeVisible()
  await isInOrder(page)
  await keepScreenshot(page, 'review-launch-check')
  const begin = page.getByRole('button', { name: 'Launch the review' })
  await expect(begin).toBeDisabled()
  await page.getByLabel(`Type ${REVIEW}`).fill(REVIEW)
  await begin.click()
  await expect(page.getByRole('heading', { level: 1, name: REVIEW })).toBeVisible({ timeout: 60_000 })
}

test('forty items are decided by the keyboard alone in one sitting; what was decided in haste comes back', async ({ browser }, info) => {
  test.setTimeout(process.env.E2E_PACE === 'human' ? 900_000 : 240_000)
  await launch(await consoleOf(browser, admin, DESK, '/reviews/new'))

  const mine = await consoleOf(browser, owner)
  await expect(mine.getByRole('list', { name: 'What needs you' })).toContainText(`${COUNT} to decide`)
  await goTo(mine, 'r')
  await expect(mine.getByRole('heading', { level: 1, name: 'Reviews' })).toBeVisible()
  await mine.getByRole('link', { name: REVIEW }).focus()
  await mine.keyboard.press('Enter')
  await expect(mine.locator('[data-keys=heard]')).toBeVisible({ timeout: 60_000 })
  const row = (n: number) => mine.locator('[data-review-item]').filter({ has: mine.getByRole('button', { name: nameOf(n), exact: true }) })
  const focused = (n: number) => expect(mine.getByRole('button', { name: nameOf(n), exact: true })).toBeFocused()
  const guide = mine.getByRole('region', { name: 'Your first review, in four steps' })
  await expect(guide).toBeVisible()
  await isInOrder(mine)

  const keys = new Keyboard(mine)
  // Without a row in focus a key decides nothing; in a dialog neither.
  await keys.press('a', 'j')
  await focused(1)
  await keys.press('x')
  const evidence = mine.getByRole('dialog', { name: nameOf(1) })
  await expect(evidence).toContainText('never used')
  await expect(evidence).toContainText('It was never reviewed before.')
  await isInOrder(mine)
  await keepScreenshot(mine, 'review-evidence')
  await keys.press('a', 'Escape')
  await expect(evidence).toBeHidden()
  await focused(1)
  for (let n = 1; n <= COUNT; n++) {
    await keys.think()
    if (n === 7) {
      await keys.press('e')
      await expect(mine.getByRole('dialog')).toContainText('It keeps 0 of 2 tools')
      await expect(mine.getByRole('button', { name: 'Take away 2' })).toBeFocused()
      await keys.press('Enter')
      await expect(row(n)).toContainText('Reduce to used, ready to submit')
      await focused(n)
      await keys.press('j')
    } else if (n === 13) {
      await keys.press('r')
      await expect(mine.getByLabel('Comment')).toBeFocused()
      await keys.type('nobody here reads what it answers')
      await keys.press('Control+Enter')
      await expect(row(n)).toContainText('Remove, ready to submit')
      await focused(n)
      await keys.press('j')
    } else await keys.press('a')
    if (n < COUNT) await focused(n + 1)
  }
  const progress = mine.getByRole('progressbar', { name: 'My items' })
  await expect(progress).toHaveAttribute('aria-valuetext', `0 of ${COUNT} submitted, ${COUNT} more ready`, { timeout: 60_000 })
  // Undone, before it is submitted, and decided again.
  await focused(COUNT)
  await keys.press('u')
  await expect(progress).toHaveAttribute('aria-valuetext', `0 of ${COUNT} submitted, ${COUNT - 1} more ready`)
  await keys.press('a')
  await expect(progress).toHaveAttribute('aria-valuetext', `0 of ${COUNT} submitted, ${COUNT} more ready`)
  await keepScreenshot(mine, 'review-workbench')
  await keys.press('Control+Enter')
  const sums = mine.getByRole('dialog', { name: `Submit ${COUNT} decisions` })
  await expect(sums.getByRole('definition')).toHaveText([`${COUNT - 2}`, '1, which lose 2 tools', '1, suspended once it takes effect', '0'])
  await keys.press('Enter')
  const { seconds, keystrokes } = keys.taken()
  const said = `${COUNT} items decided and submitted by keyboard in ${seconds} s with ${keystrokes} keystrokes${keys.isHuman ? ', with a person’s pauses' : ''}`
  info.annotations.push({ type: 'keyboard', description: said })
  console.log(said)

  if (!keys.isHuman) await cameBack(mine, keys, guide)
  await expect(mine.getByText(`${COUNT} of ${COUNT} items`)).toBeVisible({ timeout: 60_000 })
})

/** So fast nobody reads: all that has no comment comes back once, and is decided as one filter with a comment, by keyboard as well. */
async function cameBack(mine: Page, keys: Keyboard, guide: ReturnType<Page['getByRole']>): Promise<void> {
  await expect(mine.getByRole('dialog', { name: 'A second look' })).toContainText(`${COUNT - 1} came back to you: they were decided in haste`, { timeout: 60_000 })
  await expect(mine.getByRole('button', { name: 'Look again' })).toBeFocused()
  await isInOrder(mine, 'a second look')
  await keys.press('Enter')
  // To the first of them, where the keys go on.
  await expect(mine.locator('[data-review-item] [data-review-name]').first()).toBeFocused()
  await expect(mine.getByRole('status').filter({ hasText: 'they came back, or were answered' })).toBeVisible()
  await keys.press('x')
  await expect(mine.getByRole('dialog')).toContainText('never used')
  await keys.press('Escape')
  await expect(mine.locator('[data-review-item] [data-review-name]').first()).toBeFocused()
  await guide.getByRole('button', { name: 'Got it' }).press('Enter')
  await expect(guide).toBeHidden()
  await keys.press('?')
  await expect(mine.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await mine.getByRole('button', { name: 'Show the guide' }).press('Enter')
  await expect(guide).toBeVisible()
  // Of everything there is nothing to decide as one: only of a filter that is shown in words.
  await mine.getByRole('button', { name: /^Everything/ }).press('Enter')
  const together = mine.getByRole('button', { name: `Decide these ${COUNT - 1} together` })
  await expect(together).toBeHidden()
  await keys.press('Shift+G')
  await expect(mine.getByRole('status').filter({ hasText: 'they came back, or were answered' })).toBeVisible()
  await expect(mine.locator('[data-review-item]').first()).toContainText(new RegExp(`look again: ${COUNT} decisions in \\d+ s`))
  await together.press('Enter')
  const all = mine.getByRole('dialog', { name: `Decide on ${COUNT - 1} agents` })
  await expect(all).toContainText(`The ${COUNT - 1} agents of this filter (they came back, or were answered).`)
  await all.getByLabel('Comment').press('End')
  await keys.type('read once more, one by one')
  await keys.press('Control+Enter')
  await expect(mine.getByRole('progressbar', { name: 'My items' })).toHaveAttribute('aria-valuetext', `1 of ${COUNT} submitted, ${COUNT - 1} more ready`, { timeout: 60_000 })
  await keys.press('Control+Enter')
  await expect(mine.getByRole('dialog', { name: `Submit ${COUNT - 1} decisions` })).toBeVisible()
  await keys.press('Enter')
}
