import { expect } from '@playwright/test'
import { runCli } from './cli'
import { keepScreenshot } from './console'
import { isInOrder } from './look'
import { administrator, colleague, signInAgain, signInAs } from './people'
import { stack } from './stack'
import { test } from './story'
import { own } from './telling'

const VIEWS = [
  { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const

async function invite(called: string): Promise<{ email: string; url: string }> {
  const name = own(called, ' ')
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.com`
  const { out } = await runCli(['people', 'invite', email, '--name', name, '--role', 'analyst', '--json'])
  return { email, url: (JSON.parse(out) as { url: string }).url }
}

for (const view of VIEWS)
  test.describe(`${view.viewport.width} px, ${view.colorScheme}`, () => {
    test.use(view)

    test('somebody who is invited sets a password and is in, and signs in by the keyboard the next time', async ({ page, browser }) => {
      await administrator()
      const { email, url } = await invite(`Keyboard ${view.colorScheme}`)
      await page.goto(url)
      await expect(page.getByRole('heading', { name: 'Welcome, Keyboard' })).toBeVisible()
      await isInOrder(page)
      await keepScreenshot(page, `invitation-${view.viewport.width}`)

      // What is too easy is said beside the field, and the link stays good.
      await page.keyboard.type('password2026')
      await page.keyboard.press('Enter')
      await expect(page.getByText('too easy to guess')).toBeVisible()
      await isInOrder(page)
      await page.keyboard.type('eleven paper boats')
      await page.keyboard.press('Enter')
      await page.waitForURL((at) => at.origin === stack.consoleUrl && at.pathname === '/')

      const later = await (await browser.newContext(view)).newPage()
      await later.goto(`${stack.consoleUrl}/`)
      await later.waitForURL((at) => at.origin === stack.issuer)
      await isInOrder(later)
      await later.keyboard.type(email)
      await later.keyboard.press('Tab')
      await later.keyboard.type('not this one')
      await later.keyboard.press('Enter')
      await expect(later.getByRole('alert')).toContainText('do not go together')
      await isInOrder(later)
      await keepScreenshot(later, `sign-in-${view.viewport.width}`)
      await later.keyboard.type('eleven paper boats')
      await later.keyboard.press('Enter')
      await later.waitForURL((at) => at.origin === stack.consoleUrl && at.pathname === '/')
      await later.context().close()
    })

    test('a link that is used up says what to do', async ({ page }) => {
      await page.goto(stack.welcomeLink)
      await administrator()
      await page.reload()
      await expect(page.getByRole('heading', { name: 'does not work any more' })).toBeVisible()
      await isInOrder(page)
    })
  })

test('signing out at the authority asks first, and ends the session', async ({ page }) => {
  await signInAs(page, await colleague('Olga Out', 'auditor'))
  await page.goto(`${stack.issuer}/oauth/session/end`)
  await isInOrder(page)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  await isInOrder(page)
  await page.goto(`${stack.consoleUrl}/signin`)
  await signInAgain(page)
  await expect(page.locator('input[type=password]')).toBeVisible()
})

test('[37] a form of another site is refused by the page itself and by what it answers to', async ({ page }) => {
  await page.goto(`${stack.consoleUrl}/signin`)
  await page.waitForURL((at) => at.origin === stack.issuer)
  const answer = await page.request.post(page.url(), { form: { action: 'sign-in', email: 'a@example.com', password: 'b' }, headers: { origin: 'null' } })
  expect(answer.status()).toBe(403)
})
