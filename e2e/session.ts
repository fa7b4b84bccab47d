import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type BrowserContext } from '@playwright/test'
import { Page as Form } from '@/lib/testing/form-browser'
import type { Person } from './people'
import { stack } from './stack'

type Cookies = Parameters<BrowserContext['addCookies']>[0]

/**
 * Puts this person's session into a browser, by the requests that the sign-in pages send and without drawing them; what
 * those look like is told in people.spec.ts. Once a run and person: the next browser is given the same cookies.
 */
export async function bringSession(context: BrowserContext, person: Person): Promise<void> {
  const kept = join(stack.home, `e2e-session-${person.email}.json`)
  if (existsSync(kept)) return context.addCookies(JSON.parse(readFileSync(kept, 'utf8')) as Cookies)
  const { request } = context
  const at = (path: string) => `${stack.consoleUrl}${path}`
  const headers = { origin: stack.consoleUrl }
  const { csrfToken } = (await (await request.get(at('/api/auth/csrf'))).json()) as { csrfToken: string }
  const begun = await request.post(at('/api/auth/signin/lanyard'), { headers, form: { csrfToken, callbackUrl: at('/'), json: 'true' } })
  const asked = await request.get(((await begun.json()) as { url: string }).url)
  const form = new Form(new URL(asked.url()), asked.status(), new Headers(asked.headers()), await asked.text())
  const answer = { ...Object.fromEntries(form.form()), email: person.email, password: person.password }
  const done = await request.post(new URL(form.action(), form.url).href, { headers: { origin: form.url.origin }, form: answer })
  expect(done.url(), `${person.name} signs in`).toBe(at('/'))
  // Whole or not at all: a story beside this one may look.
  writeFileSync(`${kept}.${process.pid}`, JSON.stringify(await context.cookies()))
  renameSync(`${kept}.${process.pid}`, kept)
}
