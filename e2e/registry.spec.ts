import { expect } from '@playwright/test'
import type { AgentView } from '@/lib/identity/registry/contract'
import { api, need, registerIdle } from './api'
import { consoleOf, DESK, open } from './console'
import { looksRight } from './look'
import { approve, giveDevice } from './passkeys'
import { colleague } from './people'
import { test } from './story'
import { own } from './telling'
import { agedBy } from './time'

const [REVISED, OFFERED, DRAFTED, TAG] = [own('revised-bot'), own('offered-bot'), own('drafted-bot'), own('story')] as const

test('an approved document is edited, read side by side, and approved by somebody else with a passkey', async ({ browser }) => {
  test.setTimeout(240_000)
  const [owner, admin] = [await colleague('Rita Revises', 'owner'), await colleague('Ravi Approves', 'admin')]
  const { id } = await registerIdle({ name: REVISED, owner: owner.email, sponsor: owner.email, purpose: 'Reads what is due', tools: [{ mcp_server: 'everything', tool_id: 'echo' }] })
  const page = await consoleOf(browser, owner, DESK, `/agents/${id}/document`)

  await test.step('its owner edits it', async () => {
    await page.getByRole('link', { name: 'Edit', exact: true }).click()
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue(REVISED)
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
    await expect(page.getByText('It reaches nothing more than now')).toBeVisible()
    await expect(page.getByRole('button', { name: /^Approve/ })).toHaveCount(0)
    await page.keyboard.press('b')
    await expect(page.locator('[data-change]:focus')).toHaveAttribute('aria-label', /^Breaking: capabilities: pay/)
    await page.keyboard.press('j')
    await expect(page.locator('[data-change]:focus')).not.toHaveAttribute('aria-label', /^Breaking/)
    await looksRight(page, 'document')
    await open(page, `/agents/${id}`)
    await expect(page.getByText('A draft of revision 2 waits; revision 1 stays in force')).toBeVisible()
    await looksRight(page, 'agent-with-draft')
  })

  await test.step('an administrator approves exactly this, with a passkey', async () => {
    const desk = await consoleOf(browser, admin, DESK, '/agents/answers')
    await giveDevice(desk)
    await expect(desk.getByText(`Draft 2 of ${REVISED}`)).toBeVisible()
    await open(desk, `/agents/${id}/document`)
    await desk.getByRole('button', { name: 'Approve with a passkey' }).click()
    await approve(desk, admin)
    await desk.waitForURL(`**/agents/${id}`, { timeout: 30_000 })
    await expect(desk.getByText(`Revision 2, approved, by ${owner.name}`)).toBeVisible()
  })
})

test('an agent is offered to another sponsor, who accepts; stops when the sponsor leaves and nobody follows; and is retired', async ({ browser }) => {
  test.setTimeout(240_000)
  const [owner, next, admin] = [await colleague('Olga Offers', 'owner'), await colleague('Tara Takes', 'owner'), await colleague('Ravi Approves', 'admin')]
  const { id } = await registerIdle({ name: OFFERED, owner: owner.email, sponsor: owner.email, purpose: 'Reads what is due', tools: [] })
  const page = await consoleOf(browser, owner, DESK, '/agents/answers')

  await test.step('its owner finds it in the list, tags it, and takes that back', async () => {
    const list = await consoleOf(browser, owner, DESK, `/agents?q=${OFFERED}`)
    await list.getByRole('checkbox', { name: `Choose ${OFFERED}` }).check()
    await list.getByRole('button', { name: 'Tag', exact: true }).click()
    await list.getByLabel('Add').fill(`${TAG.replace('s', 'S')} q4`)
    await list.getByRole('dialog').getByRole('button', { name: 'Tag', exact: true }).click()
    await expect(list.getByText('Done for 1 agent.')).toBeVisible()
    await looksRight(list, 'bulk-done')
    await expect(list.getByRole('link', { name: TAG, includeHidden: true })).toHaveCount(1)
    await list.getByRole('button', { name: 'Undo' }).click()
    await expect(list.getByText('Taken back for 1 agent.')).toBeVisible()
    await list.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click()
    await expect(list.getByRole('link', { name: TAG })).toHaveCount(0)
    await list.context().close()
  })

  await test.step('its owner offers it', async () => {
    await expect(page.getByText('nobody: it would stop')).toBeVisible()
    await page.getByRole('checkbox', { name: `Choose ${OFFERED}` }).check()
    await looksRight(page, 'answers')
    await page.getByRole('button', { name: 'Offer to somebody' }).click()
    await page.getByRole('radio', { name: /^Sponsor/ }).check()
    await page.getByLabel('To', { exact: true }).fill(next.name.toLowerCase())
    await page.getByRole('option', { name: new RegExp(`^${next.name}`) }).click()
    await page.getByLabel('Why').fill('Olga moves to another desk')
    await page.getByRole('button', { name: 'Offer', exact: true }).click()
    await expect(page.getByText('Done for 1 agent.')).toBeVisible()
    await open(page, `/agents/${id}`)
    await expect(page.getByText(`Offered to ${next.name} as sponsor`)).toBeVisible()
  })

  await test.step('who it is offered to accepts it', async () => {
    const theirs = await consoleOf(browser, next, DESK, '/agents/answers')
    await theirs.getByRole('button', { name: `Accept ${OFFERED}` }).click()
    await expect(theirs.getByText('Nothing needs an answer')).toBeVisible()
    await expect(theirs.getByRole('link', { name: OFFERED })).toBeVisible()
  })

  await test.step('she leaves, and the agent stops by itself', async () => {
    const desk = await consoleOf(browser, admin, DESK, `/settings/people?q=${next.email}`)
    await desk.getByRole('row', { name: next.name }).getByRole('button').last().click()
    await desk.getByRole('menuitem', { name: /Deactivate/ }).click()
    await desk.getByRole('button', { name: 'Deactivate' }).click()
    // The worker sees to it in its own time, and who answers for an agent is not told to the browser live.
    await expect.poll(async () => (await need(api().agents.get({ agentId: id }))).status, { timeout: 90_000 }).toBe('suspended')
    await open(desk, `/agents/${id}`)
    await expect(desk.getByText(`${next.name} left, and nobody is left to follow as sponsor`).first()).toBeVisible()
    await looksRight(desk, 'agent-stopped')

    // Nobody is left to answer for it: its page offers its end, which is watched until every place has been tried.
    await desk.getByRole('button', { name: 'Retire…' }).click()
    const dialog = desk.getByRole('dialog')
    await expect(dialog.getByText('Prove that nothing answers')).toBeVisible()
    await looksRight(desk, 'retire')
    await dialog.getByLabel('Reason').fill('Nobody answers for it')
    await dialog.getByLabel(/^Type/).fill(OFFERED)
    await dialog.getByRole('button', { name: 'Retire it' }).click()
    await expect(desk.getByText('Archived: every step is proven, and nothing answers for it any more')).toBeVisible({ timeout: 90_000 })
    await desk.getByText(/^What was found/).nth(2).click()
    await expect(desk.getByText('refused: it knows that the agent is stopped')).toBeVisible()
    await expect(desk.getByText('refused: it is no client any more').first()).toBeVisible()
    await looksRight(desk, 'retired')
  })
})

test('who has many agents to confirm chooses and confirms them together, by keyboard; one that cannot be is named', async ({ browser }) => {
  test.setTimeout(180_000)
  const owner = await colleague('Mona Many', 'owner')
  const names = ['due-one', 'due-two', 'due-three', 'due-four'].map((name) => own(name))
  const register = (name: string, risk_level: 'low' | 'high') => registerIdle({ name, owner: owner.email, sponsor: owner.email, purpose: 'Reads what is due', risk_level, tools: [] })
  const due: AgentView[] = []
  for (const name of names) due.push(await register(name, 'low'))
  await register(DRAFTED, 'high')
  await agedBy(400, due.map(({ id }) => id))
  const { numbers } = await need(api().ownership.lapseRule({}))
  await need(api().ownership.setLapseRule({ ...numbers, reconfirm: true }))

  const home = await consoleOf(browser, owner)
  await home.getByRole('link', { name: 'Confirm that 4 agents are still needed' }).click()
  await expect(home.getByText('4 agents wait to be confirmed as still needed.')).toBeVisible()
  await home.context().close()

  const page = await consoleOf(browser, owner, DESK, '/agents/answers')
  await page.getByRole('button', { name: 'Choose these 4' }).press('Enter')
  await expect(page.getByText('4 agents chosen')).toBeVisible()
  await looksRight(page, 'answers-due')
  await page.getByRole('checkbox', { name: `Choose ${own('due-four')}` }).press('Space')
  await expect(page.getByText('3 agents chosen')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('toolbar')).toHaveCount(0)

  await page.getByRole('checkbox', { name: 'Choose all on this page' }).press('Space')
  await page.getByRole('toolbar').getByRole('button', { name: 'Still needed' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await looksRight(page, 'confirm-many')
  await dialog.getByRole('button', { name: 'Confirm', exact: true }).press('Enter')
  await expect(dialog.getByText('Done for 4 agents. 1 agent refused.')).toBeVisible()
  await expect(dialog.getByRole('list', { name: 'Refused' })).toHaveText(new RegExp(`^${DRAFTED} is a draft`))
  await looksRight(page, 'confirmed-many')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Nothing needs an answer')).toBeVisible()
  for (const { id } of due) expect((await need(api().ownership.get({ agentId: id }))).lapse.confirmed).toMatchObject({ by: owner.name })
})
