import { expect } from '@playwright/test'
import { consoleOf, keepScreenshot, open } from './console'
import { isInOrder } from './look'
import { addPasskey, approve, giveDevice } from './passkeys'
import { colleague } from './people'
import { stack } from './stack'
import { test } from './story'

test('[4] an administrator rotates the signing keys by force, approved with a passkey', async ({ browser }) => {
  test.setTimeout(120_000)
  const admin = await colleague('Kay Keys', 'admin')
  const page = await consoleOf(browser, admin)
  await giveDevice(page)
  await page.goto(`${stack.issuer}/oauth/account/passkeys`)
  await addPasskey(page, admin, 'work laptop')

  await open(page, `${stack.consoleUrl}/settings/keys`)
  const published = async () => ((await (await fetch(`${stack.issuer}/oauth/jwks`)).json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
  const before = await published()
  await page.getByRole('button', { name: 'Rotate' }).click()
  await page.getByLabel('Forced').check()
  await isInOrder(page)
  await keepScreenshot(page, 'keys-rotate')
  await page.getByRole('button', { name: 'Revoke and rotate' }).click()
  await page.waitForURL((url) => url.origin === stack.issuer && url.pathname.startsWith('/proofs/'))
  await expect(page.getByText('Rotate the signing keys by force')).toBeVisible()
  await approve(page, admin)

  await page.waitForURL(`${stack.consoleUrl}/settings/keys`)
  await expect(page.getByRole('cell', { name: 'Revoked' }).first()).toBeVisible()
  await isInOrder(page)
  await keepScreenshot(page, 'keys')
  await expect.poll(async () => (await published()).filter((kid) => before.includes(kid)).length).toBe(2) // what was next, and signs now
  await open(page, '/ledger')
  await expect(page.getByText(/rotated the signing keys and revoked the old ones/).first()).toBeVisible()
})
