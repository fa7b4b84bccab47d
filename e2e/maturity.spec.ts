import { expect } from '@playwright/test'
import { registerByCli, runCli } from './cli'
import { consoleOf, open } from './console'
import { looksRight } from './look'
import { administrator, colleague } from './people'
import { test } from './story'

type Shown = { taken_at: string | null; dimensions: { id: string; facts: { id: string; good: number; total: number }[]; score: number }[]; gaps: { id: string; title: string }[] }
const posture = async (): Promise<Shown> => JSON.parse((await runCli(['posture', 'show', '--json'])).out) as Shown
const classified = (view: Shown) => view.dimensions.flatMap(({ facts }) => facts).find(({ id }) => id === 'data_classified')

test('a gap is found, its rows are opened, the remedy is done, and only then the score moves', async ({ browser }) => {
  test.setTimeout(480_000) // a snapshot rests for twenty times what it took, and this may be a slow machine
  const [owner, admin] = [await colleague('Mara Matures', 'owner'), await administrator()]
  const asked = Date.now()
  const { id } = await registerByCli({ name: 'unclassified-bot', owner: owner.email, sponsor: owner.email, purpose: 'Reads what is due', tools: [{ mcp_server: 'everything', tool_id: 'echo' }] })
  const page = await consoleOf(browser, owner)
  let before: Shown | undefined

  await test.step('where we stand, with what falls short', async () => {
    await expect(async () => {
      before = await posture()
      expect(Date.parse(before.taken_at ?? '')).toBeGreaterThan(asked) // whatever was done before it is in it
    }).toPass({ timeout: 180_000 })
    await page.goto('/maturity')
    await expect(page.getByRole('heading', { level: 2, name: /furthest from its target/ })).toBeVisible()
    await looksRight(page, 'maturity')
    await page.getByRole('list', { name: /^Gaps/ }).getByRole('link', { name: 'Agents whose data is classified', exact: true }).click()
  })

  await test.step('the rows behind the number, and from one of them to the remedy', async () => {
    await expect(page.getByRole('heading', { level: 1, name: 'Agents whose data is classified' })).toBeVisible()
    await looksRight(page, 'maturity-fact')
    await page.getByRole('link', { name: 'Edit the document of unclassified-bot' }).click()
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
