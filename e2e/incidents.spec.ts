import { expect } from '@playwright/test'
import { registerByCli, runCli } from './cli'
import { consoleOf, keepScreenshot, open, PHONE } from './console'
import { isInOrder } from './look'
import { administrator, colleague } from './people'
import { test } from './story'
import { own } from './telling'

const BOT = own('incident-bot')

test('a halt opens an incident; its steps are gone through by keyboard, and it is resolved with its cause', async ({ browser }) => {
  test.setTimeout(120_000)
  const owner = await colleague('Mika Ito', 'owner')
  const agent = await registerByCli({ name: BOT, owner: owner.email, sponsor: owner.email, purpose: 'files claims for the sales team', tools: [{ mcp_server: 'everything', tool_id: 'echo' }] })
  const ordered = await runCli(['halt', 'agent', BOT, '--reason', 'It filed a claim twice', '--json'])
  const { order_id: orderId } = JSON.parse(ordered.out) as { order_id: string }
  expect(agent.id).toBeTruthy()

  const page = await consoleOf(browser, await administrator())
  await test.step('the order leads to its incident', async () => {
    await open(page, `/containment/${orderId}`)
    await page.getByRole('link', { name: /^Incident \d+$/ }).first().click()
    await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^Incident \\d+: ${BOT}$`) })).toBeVisible()
    await expect(page.getByRole('list', { name: 'What happened' })).toContainText(`${BOT} because “It filed a claim twice”`)
    await isInOrder(page)
  })

  await test.step('a step is done with the space bar, the arrows go on to the next, which is done as well, and a note is left', async () => {
    const [first, second] = [page.getByRole('checkbox').nth(0), page.getByRole('checkbox').nth(1)]
    await first.focus()
    // Without waiting until the first is recorded.
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    await expect(second).toBeFocused()
    await page.keyboard.press('Space')
    await expect(first).toBeChecked()
    await expect(second).toBeChecked()
    await page.getByLabel('Note').fill('The claim was in the mail twice.')
    await page.getByRole('button', { name: 'Add the note' }).click()
    await expect(page.getByRole('list', { name: 'What happened' })).toContainText('“The claim was in the mail twice.”')
  })

  await test.step('it goes on by another playbook, and what was done stays', async () => {
    await page.getByRole('button', { name: 'Another playbook' }).click()
    await page.getByLabel('Playbook', { exact: true }).selectOption({ label: 'Prompt injection, version 1' })
    await page.getByRole('button', { name: 'Take its steps' }).click()
    await expect(page.getByText('Find the text that carried the instruction')).toBeVisible()
    await expect(page.getByRole('checkbox').first()).toBeChecked()
  })

  await test.step('it is resolved, and the order says so', async () => {
    await page.getByRole('button', { name: 'Resolve', exact: true }).click()
    await page.getByRole('textbox', { name: 'Cause' }).fill('A mail told it to file the claim again')
    await page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click()
    await expect(page.getByText('Resolved by Ada Admin')).toBeVisible()
    await keepScreenshot(page, 'incident-resolved')
    await open(page, `/containment/${orderId}`)
    await expect(page.getByText('“A mail told it to file the claim again”').first()).toBeVisible()
    const shown = await runCli(['incidents', 'list', '--json'])
    expect(shown.out).toContain(BOT)
    expect(shown.out).toContain('A mail told it to file the claim again')
  })

  await test.step('on a phone, and in the list', async () => {
    await page.setViewportSize(PHONE)
    await page.emulateMedia({ colorScheme: 'dark' })
    for (const path of ['/containment/incidents', '/containment/playbooks', '/containment/playbooks?edit=prompt-injection']) {
      await open(page, path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await isInOrder(page)
    }
  })
})
