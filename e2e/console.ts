import { expect, type Browser, type Page } from '@playwright/test'
import type { Person } from './people'
import { stack } from './stack'

export const PHONE = { width: 390, height: 844 } as const
export const DESK = { width: 1440, height: 900 } as const

/** This person's own browser, signed in at the console through the authority's page. */
export async function consoleOf(browser: Browser, person: Person, viewport: { width: number; height: number } = DESK): Promise<Page> {
  const context = await browser.newContext({ viewport, baseURL: stack.consoleUrl, acceptDownloads: true })
  const page = await context.newPage()
  await page.goto('/')
  await signIn(page, person)
  // The first page of a run warms up three processes.
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible({ timeout: 30_000 })
  return page
}

/** Fills the authority's sign-in form, wherever the browser was sent from. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await page.getByLabel(/e-?mail/i).fill(person.email)
  await page.locator('input[type=password]').fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Kept beside the run's other output: what a person saw at this point. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `e2e/.output/screenshots/${name}.png`, animations: 'disabled' })
}
