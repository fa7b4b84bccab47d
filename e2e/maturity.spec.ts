import { extractText, getDocumentProxy } from 'unpdf'
import { expect, type Page } from '@playwright/test'
import { api, need } from './api'
import { registerByCli, runCli } from './cli'
import { consoleOf, open } from './console'
import { hold } from './hold'
import { isInOrder, looksRight } from './look'
import { administrator, colleague } from './people'
import { test } from './story'
import { own } from './telling'

const posture = () => need(api().posture.get({}))
type Shown = Awaited<ReturnType<typeof posture>>
/** What the command shows, by which it is read once: a process for each look would take longer than what is looked for. */
const byCommand = async (): Promise<Shown> => JSON.parse((await runCli(['posture', 'show', '--json'])).out) as Shown
const classified = (view: Shown) => view.dimensions.flatMap(({ facts }) => facts).find(({ id }) => id === 'data_classified')

const BOT = own('unclassified-bot')

/** What comes out of a printer says what the page says, without what can only be pressed. */
async function printsWell(page: Page): Promise<void> {
  const { text, totalPages } = await extractText(await getDocumentProxy(new Uint8Array(await page.pdf({ format: 'A4' }))), { mergePages: true })
  for (const said of ['What to do next', 'Agents whose data is classified', 'Four questions', 'Published figures', 'What was printed is not signed']) expect(text).toContain(said)
  for (const pressed of ['Signed report', 'Numbers', 'Containment']) expect(text).not.toContain(pressed)
  expect(totalPages).toBeLessThan(15)
}

test('a gap is found, its rows are opened, the remedy is done, and only then the score moves', async ({ browser }) => {
  test.setTimeout(480_000) // a snapshot rests for twenty times what it took, and this may be a slow machine
  const [owner, admin] = [await colleague('Mara Matures', 'owner'), await administrator()]
  const asked = Date.now()
  const { id } = await registerByCli({ name: BOT, owner: owner.email, sponsor: owner.email, purpose: 'Reads what is due', tools: [{ mcp_server: 'everything', tool_id: 'echo' }] })
  const page = await consoleOf(browser, owner)
  let before: Shown | undefined

  await test.step('where we stand, with what falls short', async () => {
    await expect(async () => {
      before = await posture()
      expect(Date.parse(before.taken_at ?? '')).toBeGreaterThan(asked) // whatever was done before it is in it
    }).toPass({ timeout: 180_000 })
    expect(Date.parse((await byCommand()).taken_at ?? '')).toBeGreaterThan(asked)
    await open(page, '/maturity')
    await expect(page.getByRole('heading', { level: 2, name: /furthest from its target/ })).toBeVisible()
    await looksRight(page, 'maturity')
    await printsWell(page)
  })

  await test.step('as a signed report, which the page verifies', async () => {
    await page.getByRole('button', { name: 'Signed report' }).click()
    await page.getByRole('button', { name: 'Make the report' }).click()
    const files = []
    for (const name of ['Save the PDF', 'Save the JSON']) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()])
      const path = `e2e/.output/${download.suggestedFilename()}`
      await download.saveAs(path)
      files.push(path)
    }
    await open(page, '/ledger')
    await page.getByLabel(/Drop an export/).setInputFiles(files)
    await expect(page.getByText(/^Intact: posture-/)).toBeVisible({ timeout: 60_000 })
    await open(page, '/maturity/compare?by=risk')
    await isInOrder(page, 'compare')
    await open(page, '/maturity')
  })

  await test.step('the rows behind the number, and from one of them to the remedy', async () => {
    await page.getByRole('list', { name: /^Gaps/ }).getByRole('link', { name: 'Agents whose data is classified', exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Agents whose data is classified' })).toBeVisible()
    await looksRight(page, 'maturity-fact')
    await page.getByRole('link', { name: `Edit the document of ${BOT}` }).click()
    await page.getByRole('button', { name: /^Add data/ }).click()
    await page.getByRole('textbox', { name: 'Resource' }).fill('open invoices')
    await page.getByRole('button', { name: 'Save the draft' }).click()
    await page.waitForURL(`**/agents/${id}/document`)
  })

  await test.step('once somebody else has approved it, the score has moved', async () => {
    const desk = await consoleOf(browser, admin)
    await open(desk, `/agents/${id}/document`)
    await desk.getByRole('button', { name: 'Approve', exact: true }).click()
    await desk.waitForURL(`**/agents/${id}`, { timeout: 30_000 })
    await expect(async () => {
      const after = await posture()
      expect(classified(after)?.good).toBe((classified(before as Shown)?.good ?? 0) + 1)
      const score = (view: Shown) => view.dimensions.find(({ id: dimension }) => dimension === 'context_authorization')?.score ?? 0
      expect(score(after)).toBeGreaterThan(score(before as Shown))
    }).toPass({ timeout: 180_000 })
  })
})

test('an auditor draws a sample, follows an event by keyboard and says what was found', async ({ browser }) => {
  const auditor = await colleague('Ada Auditor', 'auditor')
  const page = await consoleOf(browser, auditor, undefined, '/maturity/audit')
  const draw = async (seed: string) => {
    await page.getByLabel('What').selectOption('all')
    await page.getByRole('textbox', { name: 'Seed' }).fill(seed)
    await page.getByRole('button', { name: 'Draw 25 events' }).click()
  }
  await test.step('whoever goes elsewhere while a sample is drawn is not called back when it is', async () => {
    const drawing = await hold(page, /\/maturity\/audit$/, 'POST')
    await draw(own('left'))
    await drawing.begun
    await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Delegations' }).click()
    drawing.letGo()
    await expect(page.getByRole('heading', { level: 1, name: 'Delegations' })).toBeVisible()
    await open(page, '/maturity/audit')
    await expect(page.getByText(own('left'))).toBeVisible()
  })
  await draw(own('journey'))
  await page.waitForURL(/\/maturity\/audit\/[0-9a-f-]{36}$/, { timeout: 60_000 })
  await expect(page.getByRole('heading', { level: 1, name: /^Sample of \d+ events?$/ })).toBeVisible()
  const events = page.getByRole('list', { name: 'Events of the sample' })
  const first = events.getByRole('listitem', { name: 'Event 1', exact: true })
  await page.keyboard.press('j')
  await expect(first).toBeFocused()
  await page.keyboard.press('y')
  await expect(first.getByText('followed', { exact: true })).toBeVisible({ timeout: 60_000 })
  await page.keyboard.press('n')
  await page.getByRole('textbox', { name: 'Note' }).fill('nobody knows why')
  await page.getByRole('button', { name: 'Keep it' }).click()
  await expect(events.getByText('“nobody knows why”')).toBeVisible({ timeout: 60_000 })
  await looksRight(page, 'audit-sample')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Signed evidence' }).click()])
  expect(download.suggestedFilename()).toBe(`audit-${own('journey')}.zip`)
})
