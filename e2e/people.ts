import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import type { Role } from '@/lib/identity/access/contract'
import { FormBrowser } from '@/lib/testing/form-browser'
import { api, need } from './api'
import { stack } from './stack'
import { own } from './telling'

export type Person = { name: string; email: string; password: string }

const ADMINISTRATOR: Person = { name: 'Ada Admin', email: 'ada@example.com', password: 'four unrelated words 7' }
const here = (name: string) => join(stack.home, `e2e-${name}.json`)

/** The first administrator, signed up by the link that the start printed; made once a run, whichever spec comes first. */
export async function administrator(): Promise<Person> {
  const known = here('administrator')
  if (existsSync(known)) return JSON.parse(readFileSync(known, 'utf8')) as Person
  const browser = new FormBrowser()
  const page = await browser.get(stack.welcomeLink)
  await browser.submit(page, ADMINISTRATOR, { stopAt: (url) => url.origin === stack.consoleUrl })
  writeFileSync(known, JSON.stringify(ADMINISTRATOR))
  return ADMINISTRATOR
}

/** Somebody with this role: invited, and the invitation taken up on the authority's page. Made once a worker, by name: no other telling has signed them out, sent them away or given them a passkey. */
export async function colleague(called: string, role: Role): Promise<Person> {
  await administrator()
  const name = own(called, ' ')
  const person: Person = { name, email: `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}@example.com`, password: `the long words of ${name}` }
  const known = here(person.email)
  if (existsSync(known)) return JSON.parse(readFileSync(known, 'utf8')) as Person
  const { url } = await need(api().people.invite({ email: person.email, name, role }))
  const browser = new FormBrowser()
  const page = await browser.get(url)
  await browser.submit(page, { password: person.password }, { stopAt: (next) => next.origin === stack.consoleUrl })
  writeFileSync(known, JSON.stringify(person))
  return person
}

/** A browser (as far as forms go) in which this person is signed in at the authority once it has to. */
export async function answerSignIn(browser: FormBrowser, page: Awaited<ReturnType<FormBrowser['get']>>, person: Person, stopAt?: (url: URL) => boolean) {
  if (!page.text.includes('type="password"')) return page
  return browser.submit(page, { email: person.email, password: person.password }, stopAt ? { stopAt } : {})
}

/** Signs a person in at the console, as they would: the authority asks, the console follows. Ends on the overview. */
export async function signInAs(page: Page, person: Person): Promise<void> {
  await page.goto(`${stack.consoleUrl}/`)
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.origin === stack.consoleUrl && url.pathname === '/')
}

/** From the console's sign-in page on. Soon after the last sign-in it waits for its button; later it starts by itself, maybe before the button is pressed. */
export async function signInAgain(page: Page): Promise<void> {
  await expect(async () => {
    if (page.url().startsWith(stack.consoleUrl)) await page.getByRole('button', { name: 'Sign in' }).click({ timeout: 2_000 }).catch(() => undefined)
    await page.waitForURL((url) => url.origin === stack.issuer && url.pathname.startsWith('/interaction/'), { timeout: 5_000 })
  }).toPass()
}
