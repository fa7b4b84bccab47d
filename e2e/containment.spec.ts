import { expect, type Page } from '@playwright/test'
import { registerIdle } from './api'
import { runCli } from './cli'
import { consoleOf, keepScreenshot, open, PHONE } from './console'
import { hold } from './hold'
import { isInOrder } from './look'
import { approve, giveDevice } from './passkeys'
import { administrator, colleague } from './people'
import { test } from './story'
import { own } from './telling'

const PLATFORM = own('crewai', '_')
const [ONE, TWO, THREE] = [own('crew-one'), own('crew-two'), own('crew-three')] as const
const READING = /\/api\/live\/orders\/[^/]+$/

/** Agents of their own platform, so that nothing else in this run is stopped with it. */
async function crew(owner: string, names: readonly string[]): Promise<Record<string, string>> {
  const ids: Record<string, string> = {}
  for (const name of names)
    ids[name] = (await registerIdle({ name, owner, sponsor: owner, platform: PLATFORM, purpose: 'books freight for the sales team', tools: [{ mcp_server: 'everything', tool_id: 'echo' }] })).id
  return ids
}

/** The request of this telling among those that wait. */
const waiting = (page: Page) => page.getByRole('listitem').filter({ hasText: `${PLATFORM} to be` })

test('everything of a platform is stopped by two administrators on a phone, and comes back in stages', async ({ browser }) => {
  test.setTimeout(240_000)
  const [ada, bea] = [await administrator(), await colleague('Bea Second', 'admin')]
  const [mika, cem] = [await colleague('Mika Ito', 'owner'), await colleague('Cem Third', 'admin')]
  await crew(mika.email, [ONE, TWO])

  const first = await consoleOf(browser, ada, PHONE)
  await test.step('the first asks for it, with what it covers, a reason and its name', async () => {
    await first.getByRole('button', { name: /^Halt/ }).click()
    await first.getByRole('link', { name: 'A run, a tool, a platform or everything' }).click()
    await first.getByLabel('Grain').selectOption('platform')
    await first.getByLabel('Platform').fill(PLATFORM)
    await expect(first.getByText(`${ONE}, ${TWO}`)).toBeVisible()
    await expect(first.getByText('Not covered')).toBeVisible()
    const ask = first.getByRole('button', { name: 'Ask for it' })
    await expect(ask).toBeDisabled()
    await first.getByLabel('Reason').fill('A worm goes round among them')
    await first.getByLabel(/^Type/).fill(PLATFORM)
    await isInOrder(first)
    await keepScreenshot(first, 'containment-1-plan')
    await ask.click()
    await expect(waiting(first).getByText('You asked for it, so another administrator confirms it.')).toBeVisible()
    await keepScreenshot(first, 'containment-2-waiting')
  })

  const second = await consoleOf(browser, bea, PHONE)
  await test.step('the second confirms it with a passkey', async () => {
    await giveDevice(second)
    await open(second, '/containment')
    await expect(second.getByText('Nothing of this is stopped yet.')).toBeVisible()
    await isInOrder(second)
    await waiting(second).getByRole('button', { name: 'Confirm with passkey' }).click()
    await approve(second, bea)
    await second.getByRole('link', { name: `Order against ${PLATFORM}` }).first().click()
    await expect(second.getByText('Halted: the enforcement point has confirmed')).toBeVisible()
    await expect(second.getByText(`confirmed by ${bea.name}`)).toBeVisible()
    await isInOrder(second)
    await keepScreenshot(second, 'containment-3-order')
  })

  const order = new URL(second.url()).pathname
  const third = await consoleOf(browser, cem)
  const fourth = await consoleOf(browser, await colleague('Dee Fourth', 'admin'))
  for (const page of [third, fourth]) await giveDevice(page)
  const sign = async (page: Page, person: Parameters<typeof approve>[1], path: string, as: 'owner' | 'reviewer') => {
    await open(page, path)
    await page.getByRole('button', { name: `Sign as ${as}` }).click()
    await page.getByLabel('The incident is resolved').check()
    await page.getByLabel('Cause').fill('A tool description told them to pass it on')
    await page.getByRole('button', { name: 'Sign', exact: true }).click()
    await approve(page, person)
    await expect(page.getByText(`signed as ${as}`)).toBeVisible()
  }
  await test.step('two others sign: read-only first, and then in full; whoever looks sees it by events alone', async () => {
    await expect(second.getByText(/^Live, as of/)).toBeVisible()
    await second.route(READING, (route) => route.abort())
    const dee = await colleague('Dee Fourth', 'admin')
    await sign(third, cem, order, 'owner')
    // Somebody who goes on while the page still reads what became of their act is not called back.
    const reading = await hold(fourth, READING)
    await sign(fourth, dee, order, 'reviewer')
    await expect(fourth.getByText('This order is lifted')).toBeVisible()
    await expect(second.getByText('This order is lifted')).toBeVisible()
    await keepScreenshot(fourth, 'containment-4-read-only')
    await reading.begun
    await fourth.getByRole('link', { name: 'The order that keeps it so' }).click()
    reading.letGo()
    await expect(fourth.getByText('stripped', { exact: true })).toBeVisible()
    const next = new URL(fourth.url()).pathname
    await sign(third, cem, next, 'owner')
    await sign(fourth, dee, next, 'reviewer')
    await expect(fourth.getByText('This order is lifted')).toBeVisible()
  })
})

test('one agent is quarantined, and then killed by its typed name; the command says the same', async ({ browser }) => {
  test.setTimeout(120_000)
  const ada = await administrator()
  const mika = await colleague('Mika Ito', 'owner')
  const { [THREE]: id = '' } = await crew(mika.email, [THREE])
  const page = await consoleOf(browser, ada)
  const plan = async () => {
    await open(page, `/containment/halt?agentId=${id}`)
    await page.getByLabel('Grain').selectOption('agent')
    await expect(page.getByText('Agents stopped')).toBeVisible()
  }
  await plan()
  await page.getByLabel('Quarantine').check()
  await page.getByLabel('The investigator’s tool server').selectOption('files')
  await page.getByRole('button', { name: 'Quarantine' }).click()
  await expect(page.getByText('quarantined: it may talk to files alone')).toBeVisible()
  await open(page, `/agents/${id}`)
  await expect(page.getByText(/Quarantined since/)).toBeVisible()

  await plan()
  await page.getByLabel('Kill', { exact: true }).check()
  const kill = page.getByRole('button', { name: 'Kill, for ever' })
  await page.getByLabel('Reason').fill('It was never ours')
  await page.getByLabel(/^Type/).fill(THREE.slice(0, -1))
  await expect(kill).toBeDisabled()
  await page.getByLabel(/^Type/).fill(THREE)
  await keepScreenshot(page, 'containment-5-kill')
  await kill.click()
  await expect(page.getByText('It was killed: nobody can restore it.')).toBeVisible()
  expect(JSON.parse((await runCli(['agents', 'show', id, '--json'])).out)).toMatchObject({ status: 'retired', credentials: [{ revoked_at: expect.any(String) }] })
  expect((await runCli(['halt', 'agent', id, '--preview'])).out).toContain(`would cover ${THREE} (sub tree); nothing is stopped`)
})
