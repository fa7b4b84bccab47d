import { expect, type Page } from '@playwright/test'
import { Agent, CALLBACK } from './agent'
import { consoleOf, keepScreenshot, open, PHONE, signIn } from './console'
import { isInOrder } from './look'
import { approve, giveDevice } from './passkeys'
import { administrator, colleague } from './people'
import { registerInBrowser } from './register'
import { test } from './story'
import { own } from './telling'

const ECHO = 'mcp:everything:echo'
const LONG = 'mcp:everything:trigger-long-running-operation'
const SUM = 'mcp:everything:get-sum'
const TOOLS = [
  { server: 'everything', tool: 'echo' },
  { server: 'everything', tool: 'trigger-long-running-operation' },
]
const [LEAD, HELPER] = [own('inv-planner'), own('inv-reader')] as const
const PURPOSE = 'FIN-212: check the March invoices'

/**
 * The whole of it, as people see it: an agent is registered, acts for a person through another agent, is seen to do
 * so, and is stopped in flight. The agents are real clients: openid-client and the MCP SDK.
 */
test('an agent acts for a person through another agent, is traced, and is stopped in flight', async ({ browser }) => {
  test.setTimeout(300_000)
  const [ada, mika, rao] = [await administrator(), await colleague('Mika Ito', 'owner'), await colleague('Rao Krishnan', 'analyst')]

  const owner = await consoleOf(browser, mika)
  const helper = await test.step('the owner registers two agents', async () => {
    const second = await registerInBrowser(owner, { name: HELPER, purpose: 'Reads invoices and answers what is in them', tools: TOOLS })
    return second
  })
  const lead = await registerInBrowser(owner, {
    name: LEAD,
    purpose: 'Plans the closing of the month for the finance team',
    tools: [...TOOLS, { server: 'everything', tool: 'get-sum' }],
    delegatesTo: HELPER,
    redirectUri: CALLBACK,
  })
  await keepScreenshot(owner, '1-registered')

  const planner = await Agent.start(lead)
  const reader = await Agent.start(helper)
  const mandated = await test.step('a person gives a mandate on the authority’s consent page', async () => {
    const { url, redeem } = await planner.askForMandate([ECHO, LONG, SUM], 'everything', PURPOSE)
    const person = await owner.context().newPage()
    await person.goto(url)
    if (await person.locator('input[type=password]').isVisible()) await signIn(person, mika)
    await expect(person.getByText(PURPOSE)).toBeVisible()
    await keepScreenshot(person, '2-consent')
    const returned = person.waitForRequest((request) => request.url().startsWith(CALLBACK))
    await person.getByRole('button', { name: 'Allow' }).click()
    const back = new URL((await returned).url())
    await person.close()
    return redeem(back)
  })

  const passedOn = await reader.exchange(mandated, [ECHO, LONG], 'everything')
  const client = await reader.connect('everything', passedOn)
  expect(await client.callTool({ name: 'echo', arguments: { message: 'invoice 7' } })).toMatchObject({ content: [{ text: 'Echo: invoice 7' }] })

  const analyst = await consoleOf(browser, rao)
  await test.step('an analyst finds the call and reads its chain', async () => {
    await analyst.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Delegations' }).click()
    await analyst.getByRole('button', { name: /^In whose name/ }).click()
    await analyst.getByRole('combobox', { name: 'Name or e-mail address' }).fill(mika.name.toLowerCase())
    await analyst.getByRole('option', { name: new RegExp(`^${mika.name}`) }).click()
    await analyst.getByLabel('Tool server').selectOption({ label: 'Everything' })
    await analyst.getByLabel('Tool', { exact: true }).selectOption('echo')
    await expect(analyst.getByRole('list', { name: 'Filters in force' }).getByRole('listitem')).toHaveCount(4)
    await analyst.getByRole('link', { name: new RegExp(`${HELPER} called echo on everything for ${mika.name} because “FIN-212.*through ${LEAD}: ok`) }).click()
    const chain = chainOf(analyst)
    await chain.getByRole('button', { name: 'In words' }).click()
    await expect(chain).toContainText(LEAD)
    await expect(chain).toContainText('Dropped')
    await expect(chain).toContainText(SUM)
    await analyst.getByRole('tab', { name: 'Why allowed' }).click()
    await expect(analyst.getByText('Allowed: every check held.')).toBeVisible()
    await analyst.getByRole('tab', { name: 'Token claims' }).click()
    await expect(analyst.getByLabel('token claims').last()).toContainText('"act"')
    await chain.getByRole('button', { name: 'As a drawing' }).click()
    await analyst.getByRole('tab', { name: 'Summary' }).click()
    await keepScreenshot(analyst, '3-chain')
  })
  await test.step('and sees it as it was, and keeps the filters by a name', async () => {
    const slider = analyst.getByRole('slider', { name: 'The chain as it was' })
    await slider.press('Home')
    await expect(analyst).toHaveURL(/[?&]at=/)
    await expect(slider).toHaveAttribute('aria-valuetext', new RegExp(`${mika.name} gave the mandate`))
    await expect(chainOf(analyst)).not.toContainText(LEAD)
    await slider.press('ArrowRight')
    await expect(chainOf(analyst)).toContainText(LEAD)
    await expect(chainOf(analyst)).not.toContainText(HELPER)
    await keepScreenshot(analyst, '3-chain-then')
    await slider.press('End')
    await expect(analyst).not.toHaveURL(/[?&]at=/)

    await analyst.getByRole('button', { name: 'Saved filters' }).click()
    const saved = analyst.getByRole('dialog', { name: 'Saved filters' })
    await saved.getByRole('button', { name: 'Save these filters' }).click()
    await analyst.keyboard.type('Echoes for Mika')
    await analyst.keyboard.press('Enter')
    await expect(saved.getByRole('link', { name: 'Echoes for Mika' })).toHaveAttribute('aria-current', 'true')
    await isInOrder(analyst, 'saved filters')
    await keepScreenshot(analyst, '3-saved-filters')
    await analyst.keyboard.press('Escape')
  })

  const running = client.callTool({ name: 'trigger-long-running-operation', arguments: { duration: 40, steps: 40 } }).then(JSON.stringify, String)
  const admin = await consoleOf(browser, ada, PHONE)
  await test.step('an administrator halts the first agent on a phone', async () => {
    await admin.getByRole('button', { name: /^Halt/ }).click()
    const dialog = admin.getByRole('dialog')
    await dialog.getByPlaceholder('Which agent?').fill(LEAD)
    await dialog.getByRole('option', { name: LEAD }).click()
    await expect(dialog.getByText('2', { exact: true }).first()).toBeVisible()
    await expect(dialog.getByText(`Stops ${LEAD}, ${HELPER}`)).toBeVisible()
    await keepScreenshot(admin, '4-halt-covers')
    await dialog.getByRole('button', { name: new RegExp(`^Halt ${LEAD}`) }).click()
    await expect(dialog.getByText(/Halted/)).toBeVisible()
    await expect(dialog.getByText(/1 of 1 point, \d+ ms/)).toBeVisible()
    await keepScreenshot(admin, '5-halted')
  })

  expect(await running).toMatch(/halted/)
  await expect(client.callTool({ name: 'echo', arguments: { message: 'still there?' } })).rejects.toThrow(/halted/)
  await expect(reader.exchange(mandated, [ECHO], 'everything')).rejects.toThrow()

  await test.step('the reason is given after the stop', async () => {
    const dialog = admin.getByRole('dialog')
    await dialog.getByLabel(`Why was ${LEAD} stopped`).fill('It reads more invoices than it was asked to')
    await dialog.getByRole('button', { name: 'Record the reason' }).click()
    await expect(dialog.getByText('Because “It reads more invoices than it was asked to”')).toBeVisible()
    await dialog.getByRole('link', { name: 'Live board of this order' }).click()
    await expect(admin.getByText('Halted: the enforcement point has confirmed')).toBeVisible()
    await expect(admin.getByText('somebody else has to restore it')).toBeVisible()
    await keepScreenshot(admin, '6-order')
  })

  await test.step('the chain shows where it was cut, and why', async () => {
    await open(analyst, '/delegations?server=everything')
    await analyst.getByRole('link', { name: new RegExp(`${HELPER} called trigger-long-running-operation.*: cut`) }).click()
    const chain = chainOf(analyst)
    await expect(chain).toContainText(`${LEAD} was halted by`)
    await keepScreenshot(analyst, '7-chain-cut')
    await open(analyst, '/delegations?server=everything&result=denied')
    await analyst.getByRole('link', { name: new RegExp(`${HELPER} tried to call echo.*denied, because the agent, or one above it in the chain, is halted`) }).click()
    await analyst.getByRole('tab', { name: 'Why denied' }).click()
    await expect(analyst.getByLabel('Checks, in order')).toContainText('containment')
    await keepScreenshot(analyst, '8-denied')
  })

  await test.step('somebody else restores it, approved with a passkey', async () => {
    await giveDevice(owner)
    await open(owner, `/agents/${lead.id}`)
    await expect(owner.getByText('It reads more invoices than it was asked to')).toBeVisible()
    await keepScreenshot(owner, '9-agent-halted')
    await owner.getByRole('button', { name: 'Restore' }).click()
    await owner.getByLabel('Reason').fill('Its purpose now names the invoices it may read')
    await owner.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
    await approve(owner, mika)
    await expect(owner.getByText('This order is lifted')).toBeVisible()
    await owner.goto(`/agents/${lead.id}`)
    await expect(owner.getByText(/Suspended since/)).toHaveCount(0)
  })
})

const chainOf = (page: Page) => page.getByRole('group', { name: 'Chain of authority' })
