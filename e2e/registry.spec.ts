import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { registerByCli } from './cli'
import { consoleOf, DESK, keepScreenshot, PHONE } from './console'
import { approve, giveDevice } from './passkeys'
import { administrator, colleague } from './people'

/** At a desk and on a phone, in light and in dark: as wide as the screen, and nothing that axe finds. */
async function looksRight(page: Page, name: string): Promise<void> {
  for (const [viewport, colorScheme] of [[DESK, 'light'], [PHONE, 'dark']] as const) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme })
    await page.waitForLoadState('networkidle')
    await keepScreenshot(page, `${name}-${colorScheme}`)
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${name} is as wide as the screen`).toBeLessThanOrEqual(0)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect.soft(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html}`)).toEqual([])
  }
  await page.setViewportSize(DESK)
}

test('an approved document is edited, read side by side, and approved by somebody else with a passkey', async ({ browser }) => {
  test.setTimeout(240_000)
  const [owner, admin] = [await colleague('Rita Revises', 'owner'), await administrator()]
  const { id } = await registerByCli({ name: 'revised-bot', owner: owner.email, sponsor: owner.email, purpose: 'Reads what is due', tools: [{ mcp_server: 'everything', tool_id: 'echo' }] })
  const page = await consoleOf(browser, owner)

  await test.step('its owner edits it', async () => {
    await page.goto(`/agents/${id}/document`)
    await page.getByRole('link', { name: 'Edit', exact: true }).click()
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('revised-bot')
    await looksRight(page, 'edit')
    await page.getByLabel('Version').fill('2')
    await page.getByRole('button', { name: 'Add a capability' }).click()
    await page.getByLabel('Capability', { exact: true }).fill('pay')
    await page.getByLabel('In words').fill('Pays what is due')
    await page.getByRole('group', { name: 'Capabilities' }).getByLabel('Risk').selectOption('high')
    await page.getByRole('button', { name: 'Save the draft' }).click()
    await page.waitForURL(`**/agents/${id}/document`)
  })

  await test.step('the draft stands beside what is in force, what breaks first; its author cannot approve it', async () => {
    await expect(page.getByRole('heading', { name: /3 changes, 1 breaking/ })).toBeVisible()
    await expect(page.getByText('Whoever wrote the draft cannot approve it.')).toBeVisible()
    await expect(page.getByRole('button', { name: /^Approve/ })).toHaveCount(0)
    await page.keyboard.press('b')
    await expect(page.locator('[data-change]:focus')).toHaveAttribute('aria-label', /^Breaking: capabilities: pay/)
    await page.keyboard.press('j')
    await expect(page.locator('[data-change]:focus')).not.toHaveAttribute('aria-label', /^Breaking/)
    await looksRight(page, 'document')
    await page.goto(`/agents/${id}`)
    await expect(page.getByText('A draft of revision 2 waits; revision 1 stays in force')).toBeVisible()
    await looksRight(page, 'agent-with-draft')
  })

  await test.step('an administrator approves exactly this, with a passkey', async () => {
    const desk = await consoleOf(browser, admin)
    await giveDevice(desk)
    await desk.goto('/agents/answers')
    await expect(desk.getByText('Draft 2 of revised-bot')).toBeVisible()
    await desk.goto(`/agents/${id}/document`)
    await desk.getByRole('button', { name: 'Approve with a passkey' }).click()
    await approve(desk, admin)
    await desk.waitForURL(`**/agents/${id}`, { timeout: 30_000 })
    await expect(desk.getByText('Revision 2, approved, by Rita Revises')).toBeVisible()
  })
})

test('an agent is offered and accepted; and stops when who answers for it leaves and nobody follows', async ({ browser }) => {
  test.setTimeout(240_000)
  const [owner, next, admin] = [await colleague('Olga Offers', 'owner'), await colleague('Tara Takes', 'owner'), await administrator()]
  const { id } = await registerByCli({ name: 'offered-bot', owner: owner.email, sponsor: owner.email, purpose: 'Reads what is due', tools: [] })
  const page = await consoleOf(browser, owner)

  await test.step('its owner offers it', async () => {
    await page.goto('/agents/answers')
    await expect(page.getByText('nobody: it would stop')).toBeVisible()
    await page.getByRole('checkbox', { name: 'Choose offered-bot' }).check()
    await looksRight(page, 'answers')
    await page.getByRole('button', { name: 'Offer to somebody' }).click()
    await page.getByLabel('To', { exact: true }).selectOption({ label: 'Tara Takes' })
    await page.getByLabel('Why').fill('Olga moves to another desk')
    await page.getByRole('button', { name: 'Offer', exact: true }).click()
    await page.goto(`/agents/${id}`)
    await expect(page.getByText(/Offered to Tara Takes as owner/)).toBeVisible()
  })

  await test.step('who it is offered to accepts it', async () => {
    const theirs = await consoleOf(browser, next)
    await theirs.goto('/agents/answers')
    await theirs.getByRole('button', { name: 'Accept offered-bot' }).click()
    await expect(theirs.getByText('Nothing needs an answer')).toBeVisible()
    await expect(theirs.getByRole('link', { name: 'offered-bot' })).toBeVisible()
  })

  await test.step('she leaves, and the agent stops by itself', async () => {
    const desk = await consoleOf(browser, admin)
    await desk.goto('/settings/people')
    await desk.getByRole('row', { name: /Tara Takes/ }).getByRole('button').last().click()
    await desk.getByRole('menuitem', { name: /Deactivate/ }).click()
    await desk.getByRole('button', { name: 'Deactivate' }).click()
    await expect(async () => {
      await desk.goto(`/agents/${id}`)
      await expect(desk.getByText(/Tara Takes left, and nobody is left to follow as owner/).first()).toBeVisible({ timeout: 2_000 })
    }).toPass({ timeout: 40_000 })
    await looksRight(desk, 'agent-stopped')
  })
})
