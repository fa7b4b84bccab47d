import { expect, type Page } from '@playwright/test'
import { signIn } from './console'
import type { Person } from './people'

/** Gives the browser of this page a device that holds passkeys and always knows its user (WebAuthn §11). */
export async function giveDevice(page: Page): Promise<void> {
  const browser = await page.context().newCDPSession(page)
  await browser.send('WebAuthn.enable')
  await browser.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  })
}

/** On the authority's page of one's passkeys, or on the way there. */
export async function addPasskey(page: Page, person: Person, name: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: /Your passkeys|Sign in/ })).toBeVisible()
  if (await page.locator('input[type=password]').isVisible()) await signIn(page, person)
  await page.getByLabel('Name of the new passkey').fill(name)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByText('The passkey is added.')).toBeVisible()
}

/** From the console's form on: with the passkey there is, or with one that is added on the way. Ends back at the console. */
export async function approve(page: Page, person: Person): Promise<void> {
  const heading = page.getByRole('heading', { level: 1, name: /Approve this with your passkey|You need a passkey for this/ })
  await expect(heading).toBeVisible()
  if ((await heading.textContent())?.includes('You need a passkey')) {
    await page.getByRole('link', { name: 'Add a passkey first' }).click()
    await addPasskey(page, person, 'test device')
    await page.getByRole('link', { name: 'Go on to what you were asked to approve' }).click()
  }
  await page.getByRole('button', { name: 'Approve with your passkey' }).click()
}
