import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { deactivatePerson, ensureCompany, invitePerson, issueWelcomeLink, recoverPerson } from '@/lib/identity/access'
import { FormBrowser, type Page } from '@/lib/testing/form-browser'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf, makePerson, makeTenant } from '@/lib/testing/people'
import { authorizeQuery, CONSOLE_SECRET, startPeopleSite, type PeopleSite } from '@/lib/testing/people-site'

const db = await testDatabase()
let site: PeopleSite
beforeAll(async () => {
  openDatabase(db.authorityUrl)
  await ensureCompany()
  site = await startPeopleSite(db.keyEncryptionKey)
})
afterAll(async () => {
  await site.close()
  await closeDatabase()
})

const VERIFIER = 'v'.repeat(60)
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')
const atConsole = (url: URL) => url.origin === site.consoleUrl && url.pathname.startsWith('/api/auth/callback')
const startAtConsole = () => `${site.issuer}/oauth/authorize?${authorizeQuery(site.consoleUrl, CHALLENGE)}`

/** What the console does with the code: the rest of its sign-in. */
async function tokenOf(callback: Page): Promise<string> {
  const response = await fetch(`${site.issuer}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`console:${CONSOLE_SECRET}`)}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: callback.url.searchParams.get('code') ?? '',
      redirect_uri: `${site.consoleUrl}/api/auth/callback/lanyard`,
      code_verifier: VERIFIER,
    }),
  })
  const answer = (await response.json()) as { access_token?: string }
  expect(answer).toHaveProperty('access_token')
  return answer.access_token ?? ''
}

describe('the first administrator', () => {
  it('goes from the printed link to the console without typing the password twice', async () => {
    const browser = new FormBrowser()
    const link = await issueWelcomeLink(db.ownerUrl, site.issuer)
    const page = await browser.get(link ?? '')
    expect(page.heading()).toBe('Welcome to Lanyard')
    const again = await browser.submit(page, { name: 'Ada', email: 'ada@example.com', password: 'ada@example.com' })
    expect([again.status, again.text]).toEqual([400, expect.stringContaining('easy to guess')])
    expect(again.form().get('email')).toBe('ada@example.com')
    expect(again.text).not.toContain('value="ada@example.com" autocomplete="new-password"')

    // The console's own part of the flow, with a challenge that this test knows.
    const landed = await browser.submit(again, { password: 'nine violet otters' }, { stopAt: (url) => url.pathname === '/signin' })
    expect(landed.url.href).toBe(`${site.consoleUrl}/signin`)
    const callback = await browser.get(startAtConsole(), atConsole)
    expect(callback.url.searchParams.get('code')).toBeTruthy()
    expect(await site.actorOfToken(await tokenOf(callback))).toMatchObject({ kind: 'person', name: 'Ada', role: 'admin' })

    const dead = await new FormBrowser().get(link ?? '')
    expect([dead.status, dead.heading()]).toEqual([404, 'This link does not work any more'])
    expect(site.problems).toEqual([])
  })
})

describe('signing in', () => {
  it('asks, refuses what is wrong without saying what, and goes on to the console', async () => {
    const person = await makePerson(await makeTenant(), { role: 'analyst' })
    const browser = new FormBrowser()
    const page = await browser.get(startAtConsole())
    expect(page.heading()).toBe('Sign in')
    const refused = await browser.submit(page, { email: person.email, password: 'not this one at all' })
    expect(refused.status).toBe(401)
    expect(refused.text).toContain('do not go together')
    const callback = await browser.submit(refused, { email: person.email, password: person.password }, { stopAt: atConsole })
    const token = await tokenOf(callback)
    expect(await site.actorOfToken(token)).toMatchObject({ id: person.id, role: 'analyst' })
    // And a second time without being asked.
    expect((await browser.get(startAtConsole(), atConsole)).url.searchParams.get('code')).toBeTruthy()
  })

  it('says when to come back after too many tries', async () => {
    const person = await makePerson(await makeTenant())
    const browser = new FormBrowser()
    let page = await browser.get(startAtConsole())
    for (let n = 0; n < 11; n++) page = await browser.submit(page, { email: person.email, password: 'not this one at all' })
    expect(page.status).toBe(429)
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(600)
    expect(page.text).toContain('15 minutes')
  })

  it('ends with the person’s access, at the console and here', async () => {
    const tenantId = await makeTenant()
    const [admin, leaver] = [await makePerson(tenantId), await makePerson(tenantId, { role: 'owner', name: 'Leaver' })]
    const browser = new FormBrowser()
    const callback = await browser.submit(await browser.get(startAtConsole()), { email: leaver.email, password: leaver.password }, { stopAt: atConsole })
    const token = await tokenOf(callback)
    expect(await site.actorOfToken(token)).not.toBeNull()
    await deactivatePerson(admin, { personId: leaver.id })
    expect(await site.actorOfToken(token)).toBeNull()
    expect((await browser.get(startAtConsole(), atConsole)).heading()).toBe('Sign in')
  })

  it('ends at sign-out: the browser’s session and the console’s token', async () => {
    const person = await makePerson(await makeTenant())
    const browser = new FormBrowser()
    const callback = await browser.submit(await browser.get(startAtConsole()), { email: person.email, password: person.password }, { stopAt: atConsole })
    const token = await tokenOf(callback)
    const ask = await browser.get(`${site.issuer}/oauth/session/end`)
    expect(ask.heading()).toBe('Sign out of Lanyard?')
    const out = await browser.submit(ask, { logout: 'yes' })
    expect(out.heading()).toBe('You are signed out')
    expect(await site.actorOfToken(token)).toBeNull()
    expect((await browser.get(startAtConsole(), atConsole)).heading()).toBe('Sign in')
  })
})

describe('an invitation and a recovery link', () => {
  it('lead to the console, too', async () => {
    const tenantId = await makeTenant()
    const admin = await makePerson(tenantId, { name: 'Grace' })
    const invited = await invitePerson({ issuer: site.issuer })(admin, { email: `inv-${admin.id.slice(-8)}@example.com`, name: 'Alan', role: 'auditor' })
    if (!invited.ok) throw new Error('not invited')
    const browser = new FormBrowser()
    const page = await browser.get(invited.value.url)
    expect(page.text).toContain('Grace invited you')
    await browser.submit(page, { password: 'eleven paper boats' }, { stopAt: (url) => url.pathname === '/signin' })
    expect(await site.actorOfToken(await tokenOf(await browser.get(startAtConsole(), atConsole)))).toMatchObject({ name: 'Alan', role: 'auditor' })

    const recovery = await recoverPerson({ issuer: site.issuer })(admin, { personId: invited.value.person.id })
    if (!recovery.ok) throw new Error('no link')
    expect((await browser.get(startAtConsole(), atConsole)).heading()).toBe('Sign in')
    const fresh = new FormBrowser()
    await fresh.submit(await fresh.get(recovery.value.url), { password: 'twelve paper boats' }, { stopAt: (url) => url.pathname === '/signin' })
    expect(await site.actorOfToken(await tokenOf(await fresh.get(startAtConsole(), atConsole)))).toMatchObject({ name: 'Alan' })
    expect((await entriesOf(tenantId)).map((entry) => entry.action)).toEqual([
      'access.person.invite', 'access.person.join', 'access.session.open', 'access.person.recover', 'access.person.set_password', 'access.session.open',
    ]) // prettier-ignore
  })
})

describe('[37] a form that is not from our own page is refused, without a fault', () => {
  const cases: [string, Record<string, string | null>][] = [
    ['no Origin', { origin: null }],
    ['Origin null', { origin: 'null' }],
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['an Origin with another port', { origin: 'http://localhost:1' }],
    ['a malformed Origin', { origin: 'http://' }],
    ['Sec-Fetch-Site cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site same-site', { 'sec-fetch-site': 'same-site' }],
  ]
  it.each(cases)('%s', async (_what, headers) => {
    const person = await makePerson(await makeTenant())
    const browser = new FormBrowser()
    const page = await browser.get(startAtConsole())
    const answer = await browser.submit(page, { email: person.email, password: person.password }, { headers })
    expect([answer.status, answer.heading()]).toEqual([403, 'This form did not come from our own page'])
    const welcome = await browser.submit(await browser.get(`${site.issuer}/welcome?code=${'x'.repeat(43)}`), {}, { headers })
    expect(welcome.status).toBe(403)
    expect(site.problems).toEqual([])
  })

  it.each([
    ['no token', { token: null }, 403],
    ['another token', { token: 'AAAA' }, 403],
    ['two tokens', { token: ['a', 'b'] }, 400],
    ['two passwords', { password: ['a', 'b'] }, 400],
  ] as const)('%s', async (_what, fields, status) => {
    const browser = new FormBrowser()
    expect((await browser.submit(await browser.get(startAtConsole()), fields)).status).toBe(status)
  })

  it('the token of another browser, of another sign-in or of another link', async () => {
    const [one, other] = [new FormBrowser(), new FormBrowser()]
    const [mine, theirs] = [await one.get(startAtConsole()), await other.get(startAtConsole())]
    const credentials = { email: 'a@example.com', password: 'not this one at all' }
    expect((await other.submit(theirs, { ...credentials, token: mine.form().get('token') })).status).toBe(403)
    const next = await one.get(startAtConsole())
    expect((await one.submit(next, { ...credentials, token: mine.form().get('token') })).status).toBe(403)
    expect((await one.submit(next, credentials)).status).toBe(401)
  })

  it('[7] JSON, a megabyte, a thousand fields', async () => {
    const browser = new FormBrowser()
    const page = await browser.get(startAtConsole())
    expect((await browser.submit(page, {}, { headers: { 'content-type': 'application/json' } })).status).toBe(400)
    expect((await browser.submit(page, { password: 'x'.repeat(1_000_000) })).status).toBe(400)
    expect((await browser.submit(page, Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`f${n}`, 'x'])))).status).toBe(400)
    expect(site.problems).toEqual([])
  })
})

describe('pages', () => {
  it('[42] run nothing that is not ours, are framed by nobody and kept by nobody', async () => {
    const { headers, text } = await new FormBrowser().get(startAtConsole())
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain(`form-action 'self' ${site.consoleUrl};`)
    expect(policy).not.toContain('unsafe')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(text).not.toMatch(/<script(?![^>]* src=)|style="|<[^>]+ on[a-z]+=/)
  })

  it.each(['/interaction/nothing', '/interaction/', '/welcome', '/invite?code=', '/recover?code=x&code=y', '/oauth/authorize?client_id=nobody', '/oauth/authorize'])('say what to do next: %s', async (path) => {
    const page = await new FormBrowser().get(`${site.issuer}${path}`)
    expect(page.status).toBeGreaterThanOrEqual(400)
    expect(page.status).toBeLessThan(500)
    if (path !== '/interaction/') expect(page.text).toContain('Go to the console')
  })

  it('[40] show what people typed as text', async () => {
    const tenantId = await makeTenant()
    const admin = await makePerson(tenantId, { name: '<img src=x onerror=alert(1)>' })
    const invited = await invitePerson({ issuer: site.issuer })(admin, { email: `x-${admin.id.slice(-8)}@example.com`, name: '"><script>alert(1)</script>', role: 'owner' })
    const page = await new FormBrowser().get(invited.ok ? invited.value.url : '')
    expect(page.status).toBe(200)
    expect(page.text).not.toMatch(/<script>|<img/)
  })

  it('serve their style sheets and script as files', async () => {
    const { text } = await new FormBrowser().get(startAtConsole())
    const paths = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '')
    expect(paths).toHaveLength(6)
    for (const path of [...paths, '/assets/tokens.css']) {
      const response = await fetch(`${site.issuer}${path}`)
      expect([path, response.status]).toEqual([path, 200])
    }
  })
})
