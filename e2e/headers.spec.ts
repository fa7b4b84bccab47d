import { expect } from '@playwright/test'
import { consoleOf, DESK, works } from './console'
import { administrator } from './people'
import { stack } from './stack'
import { test } from './story'
import { own } from './telling'

const PATHS = ['/', '/agents', '/agents/register', '/agents/csv', '/delegations', '/containment', '/ledger', '/settings/people', '/api/live/agents', '/api/live/coverage']

/** What proxies and Next's own parts send, and strangers may send, too. */
const FORGED: Record<string, Record<string, string>> = {
  'x-middleware-subrequest': { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
  'rsc': { rsc: '1', 'next-router-prefetch': '1' },
  'segment prefetch': { rsc: '1', 'next-router-segment-prefetch': '/_tree' },
  'next-resume': { 'next-resume': '1' },
  'forwarded': { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' },
  'our own': { 'x-lanyard-path': '//evil.example', 'content-security-policy': "script-src *" },
}

for (const [name, headers] of Object.entries(FORGED)) {
  test(`[36] ${name} headers open nothing`, async ({ request }) => {
    for (const path of PATHS) {
      let answer = await request.get(`${stack.consoleUrl}${path}`, { headers, maxRedirects: 0 })
      // A request for a payload of Next's own is first sent to the address it is cached under; that says nothing yet.
      const own = answer.headers().location ?? ''
      if (own.startsWith(`${path}?_rsc=`)) answer = await request.get(`${stack.consoleUrl}${own}`, { headers, maxRedirects: 0 })
      const body = await answer.text()
      expect(body, path).not.toMatch(/example\.com|Signed in as|Ada Admin/)
      expect(answer.headers().location ?? '', path).not.toContain('evil')
      expect(answer.headers()['content-security-policy'], path).not.toContain('script-src *')
      if (path.startsWith('/api') || path === '/agents/csv') expect(answer.status(), path).toBe(401)
      // A prefetch may be answered with the bare tree of routes, which everyone who loads the scripts knows.
      else if (!Object.keys(headers).some((header) => header.startsWith('next-router-'))) expect(`${answer.status()} ${answer.headers().location ?? ''} ${body}`, path).toContain('/signin')
    }
  })
}

test('[37] an action is refused unless it comes from here', async ({ browser }) => {
  const page = await consoleOf(browser, await administrator(), DESK, '/settings/people')
  const sent = page.waitForRequest((request) => request.method() === 'POST' && Boolean(request.headers()['next-action']))
  const [once, twice] = [own('once.only'), own('twice')].map((local) => `${local}@example.com`) as [string, string]
  await page.getByRole('button', { name: 'Invite' }).click()
  await page.getByLabel('Name').fill(own('Once Only', ' '))
  await page.getByLabel('Email').fill(once)
  await page.getByRole('button', { name: 'Make the link' }).click()
  const { 'next-action': action, 'content-type': type } = (await sent).headers()
  await expect(page.getByText('Copy it now: it is shown once')).toBeVisible()

  for (const origin of ['null', 'http://evil.example', 'not an origin']) {
    const answer = await page.request.post('/settings/people', {
      headers: { origin, 'next-action': action ?? '', 'content-type': type ?? 'text/plain', accept: 'text/x-component' },
      data: JSON.stringify([{ name: 'Twice', email: twice, role: 'admin' }]),
    })
    expect(await answer.text(), origin).not.toContain('/invite')
  }
  await page.goto(`/settings/people?q=${once}`)
  await expect(page.getByRole('row', { name: once })).toBeVisible()
  await page.goto(`/settings/people?q=${twice}`)
  await expect(page.getByText('Nobody matches')).toBeVisible()
})

test('[42] every answer is framed by its headers, and no token is in any of them', async ({ browser }) => {
  const page = await consoleOf(browser, await administrator())
  const reading: Promise<string>[] = []
  page.on('response', (response) => {
    if (response.url().startsWith(stack.consoleUrl) && response.request().resourceType() !== 'font') reading.push(response.text().catch(() => ''))
  })
  for (const path of ['/', '/agents', '/settings/me', '/api/auth/session']) {
    const answer = await page.goto(path)
    const headers = answer?.headers() ?? {}
    expect(headers['content-security-policy'], path).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';.*frame-ancestors 'none'/)
    expect(headers, path).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'same-origin' })
    if (!path.startsWith('/api')) await works(page)
    await Promise.all(reading) // before the next page, with which they would be gone
  }
  const bodies = await Promise.all(reading)
  expect(bodies.length).toBeGreaterThan(5)
  for (const cookie of await page.context().cookies(stack.consoleUrl)) {
    if (!cookie.name.startsWith('lanyard-console')) continue
    expect(cookie, cookie.name).toMatchObject({ httpOnly: true, sameSite: 'Lax' })
    if (cookie.name.includes('session')) expect(bodies.some((body) => body.includes(cookie.value))).toBe(false)
  }
  expect(bodies.some((body) => /accessToken|idToken|access_token/.test(body) && !body.includes('next-auth'))).toBe(false)
})
