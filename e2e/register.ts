import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import type { Registered } from './cli'
import { open } from './console'
import { stack } from './stack'

export type Wanted = { name: string; purpose: string; tools: readonly { server: string; tool: string }[]; delegatesTo?: string; redirectUri?: string }

/** Registers an agent as its owner does: by the form, with a key made in the browser and saved as a file. */
export async function registerInBrowser(page: Page, wanted: Wanted): Promise<Registered> {
  await open(page, '/agents/register')
  await page.getByLabel('Name', { exact: true }).fill(wanted.name)
  await page.getByLabel('Purpose').fill(wanted.purpose)
  for (const { server, tool } of wanted.tools) {
    const group = page.getByRole('group', { name: new RegExp(`\\b${server}$`) })
    await group.getByRole('checkbox', { name: tool, exact: true }).check()
  }
  if (wanted.delegatesTo) {
    await page.getByRole('button', { name: 'Add an agent' }).click()
    await page.getByPlaceholder('Which agent?').fill(wanted.delegatesTo)
    await page.getByRole('option', { name: new RegExp(wanted.delegatesTo) }).click()
  }
  if (wanted.redirectUri) await page.getByLabel('Redirect addresses').fill(wanted.redirectUri)

  await page.getByRole('button', { name: 'Make a key pair' }).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save the private key' }).click()
  const keyFile = join(stack.home, 'cli', `${wanted.name}.browser.jwk.json`)
  await (await saving).saveAs(keyFile)

  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().includes('/agents/register'))
  await page.getByRole('button', { name: 'Register', exact: true }).click()
  // The private half stays here: what leaves has the public coordinates and nothing of `d`.
  expect((await sent).postData()).not.toContain('"d":')
  await expect(page.getByRole('heading', { level: 1, name: wanted.name })).toBeVisible({ timeout: 30_000 })
  const id = new URL(page.url()).pathname.split('/').at(-1) as string
  return { id, client_id: id, spiffe_id: `spiffe://lanyard.local/agent/${id}`, key_file: keyFile }
}
