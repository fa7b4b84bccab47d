import { expect } from '@playwright/test'
import { registerIdle } from './api'
import { consoleOf, DESK, keepScreenshot, open } from './console'
import { isInOrder } from './look'
import { colleague, type Person } from './people'
import { test } from './story'

const TEAM = 'reviewed team'
const AGENTS = ['review-one', 'review-two', 'review-three', 'review-four']
let admin: Person
let owner: Person

test.beforeAll(async () => {
  admin = await colleague('Rae Reviews', 'admin')
  owner = await colleague('Olga Owner', 'owner')
  const tools = ['echo', 'get-sum'].map((tool_id) => ({ mcp_server: 'everything', tool_id }))
  for (const name of AGENTS) await registerIdle({ name, owner: owner.email, sponsor: admin.email, purpose: 'is reviewed in a browser', team: TEAM, tools })
})

test('a review is launched, and decided up to its sums by the keyboard alone', async ({ browser }) => {
  test.setTimeout(240_000)
  const page = await consoleOf(browser, admin, DESK, '/reviews/new')
  await page.getByLabel('Name', { exact: true }).fill('Reviewed by keyboard')
  await page.getByLabel('What is reviewed').selectOption('team')
  await page.getByLabel('A team', { exact: true }).fill(TEAM)
  await page.getByLabel('Suspend the agent').check()
  await page.getByText('Stages, independence and grace').click()
  await page.getByLabel('Days of grace').fill('0')
  await page.getByRole('button', { name: 'Check the launch' }).click()
  await expect(page.getByRole('heading', { name: '4 agents to review' })).toBeVisible()
  await expect(page.getByText('If nobody answers: 4 agents lose all access')).toBeVisible()
  await isInOrder(page)
  await keepScreenshot(page, 'review-launch-check')
  await page.getByRole('button', { name: 'Launch the review' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Reviewed by keyboard' })).toBeVisible({ timeout: 30_000 })

  const mine = await consoleOf(browser, owner)
  await expect(mine.getByRole('list', { name: 'What needs you' })).toContainText('4 to decide')
  await mine.keyboard.press('g')
  await mine.keyboard.press('r')
  await expect(mine.getByRole('heading', { level: 1, name: 'Reviews' })).toBeVisible()
  await mine.getByRole('link', { name: 'Reviewed by keyboard' }).focus()
  await mine.keyboard.press('Enter')
  const items = mine.getByRole('list', { name: 'Items to review' }).locator('[data-review-item]')
  await expect(items).toHaveCount(4)
  // Beside the work and not before it: no key waits for it.
  const guide = mine.getByRole('region', { name: 'Your first review, in four steps' })
  await expect(guide).toBeVisible()
  await isInOrder(mine)

  // Without a row in focus a key decides nothing.
  await mine.keyboard.press('a')
  await mine.keyboard.press('j')
  await expect(mine.getByRole('button', { name: 'review-four', exact: true })).toBeFocused()
  await mine.keyboard.press('x')
  await expect(mine.getByRole('dialog', { name: 'review-four' })).toContainText('never used')
  await isInOrder(mine)
  await mine.keyboard.press('a')
  await mine.keyboard.press('Escape')
  await expect(mine.getByRole('dialog')).toBeHidden()
  await expect(items.filter({ hasText: 'ready to submit' })).toHaveCount(0)
  const name = (of: string) => mine.getByRole('button', { name: of, exact: true })
  await expect(name('review-four')).toBeFocused()
  await mine.keyboard.press('a')
  await expect(items.nth(0)).toContainText('Keep, ready to submit')
  await expect(name('review-one')).toBeFocused()
  await mine.keyboard.press('e')
  await expect(mine.getByRole('dialog')).toContainText('It keeps 0 of 2 tools')
  await expect(mine.getByRole('button', { name: 'Take away 2' })).toBeFocused()
  await mine.keyboard.press('Enter')
  await expect(items.nth(1)).toContainText('Reduce to used, ready to submit')
  await expect(name('review-one')).toBeFocused()
  await mine.keyboard.press('j')
  await mine.keyboard.press('r')
  await expect(mine.getByLabel('Comment')).toBeFocused()
  await mine.keyboard.type('nobody here reads what it answers')
  await mine.keyboard.press('Control+Enter')
  await expect(items.nth(2)).toContainText('Remove, ready to submit')
  await expect(name('review-three')).toBeFocused()

  // What it is still for, its sponsor knows: it waits, and the answer comes back to where it is decided.
  await mine.keyboard.press('j')
  await mine.keyboard.press('q')
  await expect(mine.getByRole('dialog', { name: 'Ask about review-two' })).toContainText('its sponsor')
  await mine.keyboard.type('is it still needed?')
  await mine.keyboard.press('Control+Enter')
  await expect(items).toHaveCount(3)
  await open(page, '/')
  await page.getByRole('link', { name: /Reviewed by keyboard.*1 question to answer/ }).click()
  await page.getByLabel('Your answer on review-two').fill('until the month ends')
  await page.getByRole('button', { name: 'Answer', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Questions' })).toContainText('“until the month ends”')
  await open(mine, new URL(mine.url()).pathname)
  await expect(items).toHaveCount(1)
  await expect(items).toContainText('“until the month ends”')
  await mine.keyboard.press('Shift+G')
  await expect(name('review-four')).toBeFocused()
  await mine.keyboard.press('u')
  await keepScreenshot(mine, 'review-workbench')
  await mine.keyboard.press('?')
  await expect(mine.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await mine.keyboard.press('Escape')
  await guide.getByRole('button', { name: 'Got it' }).press('Enter')
  await expect(guide).toBeHidden()
  await mine.keyboard.press('?')
  await mine.getByRole('button', { name: 'Show the guide' }).press('Enter')
  await expect(guide).toBeVisible()

  const ready = items.filter({ hasText: 'ready to submit' })
  await expect(ready).toHaveCount(2)
  await mine.keyboard.press('Control+Enter')
  const sums = mine.getByRole('dialog', { name: 'Submit 2 decisions' })
  await expect(sums).toContainText('1, suspended at once')
})
