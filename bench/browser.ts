import { chromium, type Browser, type BrowserContext } from '@playwright/test'
import { FormBrowser } from '@/lib/testing/form-browser'
import type { Stack } from '@/lib/testing/stack'
import { findChromium } from '../scripts/chromium.mjs'

/** A machine that is busy with other things is slow, not broken. */
const PATIENCE_MS = 90_000

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: findChromium() ?? undefined, args: ['--disable-gpu', '--no-first-run', '--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] })

export type Account = Readonly<{ name: string; email: string; password: string }>

/** The first administrator of a company that has none. */
export async function signUp(stack: Stack, account: Account): Promise<void> {
  const people = new FormBrowser()
  await people.submit(await people.get(stack.welcomeLink), account, { stopAt: (url) => url.origin === stack.consoleUrl })
}

/** A browser of this person's own, signed in. */
export async function signedIn(browser: Browser, stack: Stack, { email, password }: Pick<Account, 'email' | 'password'>, viewport: { width: number; height: number }): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport, acceptDownloads: true })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  await page.goto(stack.consoleUrl)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.origin === stack.consoleUrl && url.pathname === '/')
  await page.close()
  return context
}
