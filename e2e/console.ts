import { expect, type Browser, type Page } from '@playwright/test'
import type { Person } from './people'
import { bringSession } from './session'
import { stack } from './stack'

export const PHONE = { width: 390, height: 844 } as const
export const DESK = { width: 1440, height: 900 } as const

/** This person's own browser, signed in, at a page of the console. */
export async function consoleOf(browser: Browser, person: Person, viewport: { width: number; height: number } = DESK, path = '/'): Promise<Page> {
  const context = await browser.newContext({ viewport, baseURL: stack.consoleUrl, acceptDownloads: true })
  await bringSession(context, person)
  const page = await context.newPage()
  await open(page, path)
  return page
}

/** Opens a page of the console, and waits until its keys and buttons work. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await works(page)
}

/** Waits until the keys and buttons of a page that has just been loaded work: React marks the elements that it has taken over. */
export async function works(page: Page): Promise<void> {
  const heading = page.getByRole('heading', { level: 1 })
  await expect(heading).toBeVisible({ timeout: 30_000 }) // the first page of a run warms up three processes
  await expect.poll(() => heading.evaluate((element) => Object.keys(element).some((key) => key.startsWith('__react')))).toBe(true)
  // And what it does after that, part by part: on a busy machine a part is drawn anew under a click that comes before.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 10_000 })))
}

/** Fills the authority's sign-in form, wherever the browser was sent from. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await page.getByLabel(/e-?mail/i).fill(person.email)
  await page.locator('input[type=password]').fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** With E2E_SCREENSHOTS=1, what a person saw at this point, beside the run's other output. Drawing it takes longer than most of what a story looks at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  if (process.env.E2E_SCREENSHOTS === '1') await page.screenshot({ path: `e2e/.output/screenshots/${name}.png`, animations: 'disabled' })
}
