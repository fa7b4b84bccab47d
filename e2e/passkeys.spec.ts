import { expect, type Page } from '@playwright/test'
import { api, need, registerIdle } from './api'
import { consoleOf, DESK, keepScreenshot, open, PHONE, works } from './console'
import { isInOrder } from './look'
import { addPasskey, approve, giveDevice } from './passkeys'
import { colleague } from './people'
import { stack } from './stack'
import { test } from './story'
import { own } from './telling'

const BOT = own('guarded-bot')
const passkeysPage = `${stack.issuer}/oauth/account/passkeys`

test('a passkey is added, signs its owner in, and approves a restore', async ({ browser }) => {
  test.setTimeout(180_000)
  const owner = await colleague('Pia Passkey', 'owner')
  const tools = [{ mcp_server: 'everything', tool_id: 'echo' }]
  const agent = await registerIdle({ name: BOT, owner: owner.email, sponsor: owner.email, purpose: 'Is halted and restored', tools })
  const { order_id: orderId } = await need(api().containment.halt({ agentId: agent.id, reason: 'It was asked to stop' }))

  const page = await consoleOf(browser, owner)
  await giveDevice(page)

  await test.step('without a passkey, restoring leads to one and no further', async () => {
    await open(page, `/containment/${orderId}`)
    await restoreWith(page, 'The cause was found')
    await expect(page.getByRole('heading', { name: 'You need a passkey for this' })).toBeVisible()
    await expect(page.getByText(`Restore ${BOT}, halted by`)).toBeVisible()
    await looksRight(page, 'passkey-needed')
    await page.getByRole('link', { name: 'Not now' }).click()
    await expect(page.getByRole('button', { name: 'Restore' })).toBeVisible()
  })

  await test.step('it is added from Settings', async () => {
    await open(page, '/settings/me')
    await expect(page.getByText('You have none yet. Restoring a halted agent needs one.')).toBeVisible()
    await page.getByRole('link', { name: 'Add a passkey' }).click()
    await addPasskey(page, owner, 'work laptop')
    await looksRight(page, 'passkeys')
    await page.getByRole('button', { name: 'Make recovery codes' }).click()
    await expect(page.getByRole('list').getByRole('listitem')).toHaveCount(10)
    await looksRight(page, 'recovery-codes')
    await page.getByRole('link', { name: 'I have kept them' }).click()
    await page.getByRole('link', { name: 'Go to the console' }).click()
    await works(page)
    await expect(page.getByRole('list', { name: 'My passkeys' })).toContainText('work laptop')
    await expect(page.getByText('10 of 10 recovery codes left.')).toBeVisible()
    await keepScreenshot(page, 'passkeys-settings')
  })

  await test.step('it signs its owner in, with nothing typed', async () => {
    await page.getByRole('button', { name: /Signed in as/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL((url) => url.href.startsWith(`${stack.consoleUrl}/signin`))
    await signInByPasskey(page)
    await open(page, '/settings/me')
    await expect(page.getByRole('list', { name: 'My passkeys' })).toContainText('last used')
  })

  await test.step('it approves the restore, which the record names', async () => {
    await open(page, `/containment/${orderId}`)
    await restoreWith(page, 'The cause was found and mended')
    await expect(page.getByText('because “The cause was found and mended”')).toBeVisible()
    await looksRight(page, 'approve')
    await approve(page, owner)
    await expect(page.getByText('This order is lifted')).toBeVisible()
    await expect(page).toHaveURL(`${stack.consoleUrl}/containment/${orderId}`)
    await open(page, '/ledger')
    await expect(page.getByText(/approved with a passkey/).first()).toBeVisible()
  })
})

test('the pages of passkeys are accessible and fit (phone, dark)', async ({ browser }) => {
  const person = await colleague('Phone Passkey', 'owner')
  const page = await consoleOf(browser, person, PHONE)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(passkeysPage)
  await looksRight(page, 'passkeys-phone-dark')
  const stranger = await (await browser.newContext({ viewport: PHONE, colorScheme: 'dark' })).newPage()
  await stranger.goto(passkeysPage)
  await looksRight(stranger, 'passkey-sign-in-phone-dark')
  await stranger.getByRole('link', { name: 'Use a recovery code' }).click()
  await expect(stranger.getByLabel('Recovery code')).toBeVisible()
  await looksRight(stranger, 'recovery-code-phone-dark')
  await stranger.context().close()
})

/** The console's dialog, up to where the authority takes over. */
async function restoreWith(page: Page, reason: string): Promise<void> {
  await page.getByRole('button', { name: 'Restore' }).click()
  await page.getByLabel('Reason').fill(reason)
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
  await page.waitForURL((url) => url.origin === stack.issuer && url.pathname.startsWith('/proofs/'))
}

/**
 * From the console's sign-in page on. That page may go on by itself, and so may the authority's, when the device offers
 * its passkey before the button is pressed; nothing is typed either way.
 */
async function signInByPasskey(page: Page): Promise<void> {
  await expect(async () => {
    const button = page.getByRole('button', { name: page.url().startsWith(stack.issuer) ? 'Use a passkey' : 'Sign in' })
    if (await button.isVisible()) await button.click({ timeout: 1_000 }).catch(() => undefined)
    await expect(page.getByRole('button', { name: /Signed in as/ })).toBeVisible({ timeout: 3_000 })
  }).toPass({ timeout: 60_000 })
}

/** As it stands, and at a desk what becomes of it on a phone. */
async function looksRight(page: Page, name: string): Promise<void> {
  await isInOrder(page, name)
  await keepScreenshot(page, name)
  if ((page.viewportSize()?.width ?? 0) === DESK.width) {
    await page.setViewportSize(PHONE)
    await keepScreenshot(page, `${name}-phone`)
    await page.setViewportSize(DESK)
  }
}
