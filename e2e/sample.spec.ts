import { expect } from '@playwright/test'
import { DESK, open, works } from './console'
import { violations } from './look'
import { test } from './sample-stack'

test('whoever is new looks around in the sample first, sees it at work, and erases it', async ({ browser, sampled: stack }) => {
  test.setTimeout(180_000)
  const context = await browser.newContext({ viewport: DESK, baseURL: stack.consoleUrl })
  const page = await context.newPage()

  await page.goto(stack.welcomeLink)
  await page.getByLabel('Your name').fill('Ada Admin')
  await page.getByLabel('E-mail address').fill('ada@example.com')
  await page.getByRole('textbox', { name: 'Password' }).fill('four unrelated words 7')
  await page.getByRole('button', { name: 'Create the administrator' }).click()
  await works(page)
  await expect(page.getByRole('heading', { name: 'Look around first' })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('Sample', { exact: true })).toBeHidden()

  await page.getByRole('button', { name: 'Open the sample company' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Look around in Meridian Freight (sample)' })).toBeVisible()
  expect(await violations(page)).toEqual([])
  await page.getByRole('radio', { name: /Elin Solberg/ }).check()
  await page.getByRole('button', { name: 'Open the sample company' }).click()
  // The console has just signed somebody in: it asks before it does so again.
  const again = page.getByRole('button', { name: 'Sign in' })
  const overview = page.getByRole('heading', { level: 1, name: 'Overview' })
  await expect(again.or(overview)).toBeVisible({ timeout: 30_000 })
  if (await again.isVisible()) await again.click().catch(() => undefined)
  await expect(overview).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('Sample', { exact: true })).toBeVisible()

  await expect(async () => {
    // Of this server: what others did since may fill the first page of everything.
    await open(page, '/delegations?server=sample-freight')
    await expect(page.getByRole('link', { name: /called list_shipments/ }).first()).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 90_000 })
  await expect(page.getByText('Sample', { exact: true })).toBeVisible()

  await open(page, '/settings/sample')
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Erase the sample …' }).click()
  const erase = page.getByRole('button', { name: 'Erase it' })
  await expect(erase).toBeDisabled()
  await page.getByLabel(/^Type Meridian Freight/).fill('Meridian Freight (sample)')
  await erase.click()
  await page.waitForURL((url) => url.pathname.startsWith('/signin') || url.origin === stack.issuer)

  const afterwards = await context.newPage()
  await context.clearCookies()
  await afterwards.goto('/settings/people')
  await afterwards.getByLabel('E-mail').fill('ada@example.com')
  await afterwards.getByRole('textbox', { name: 'Password' }).fill('four unrelated words 7')
  await afterwards.getByRole('button', { name: 'Sign in' }).click()
  await expect(afterwards.getByRole('heading', { name: 'People', exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(afterwards.getByRole('link', { name: 'Sample', exact: true })).toBeHidden()
  await afterwards.goto('/ledger')
  await expect(afterwards.getByText(/Elin Solberg.*erased/).first()).toBeVisible()
  await context.close()
})
