import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { halt, restore } from '@/lib/identity/containment'
import { startProof } from '@/lib/identity/access'
import { makeStaff } from '@/lib/testing/agents'
import { Authenticator, type Wrong } from '@/lib/testing/authenticator'
import { testDatabase } from '@/lib/testing/database'
import { FormBrowser, type Page } from '@/lib/testing/form-browser'
import { makeBareAgents } from '@/lib/testing/hops'
import { entriesOf, makePerson, makeTenant, type TestPerson } from '@/lib/testing/people'
import { startPeopleSite, type PeopleSite } from '@/lib/testing/people-site'

const database = await testDatabase()
let site: PeopleSite
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  site = await startPeopleSite(database.keyEncryptionKey)
})
afterAll(async () => {
  await site.close()
  await closeDatabase()
})

const passkeysUrl = () => `${site.issuer}/oauth/account/passkeys`
const decoded = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&#39;', "'")

/** The form of a page that asks for a passkey: its fields and the options for the browser. */
function passkeyFormOf<T extends 'create' | 'get'>(page: Page, kind: T) {
  const form = new RegExp(`<form[^>]* data-passkey="${kind}" data-options="([^"]*)".*?</form>`, 's').exec(page.text)
  if (!form) throw new Error(`no form for a passkey on ${page.heading()}`)
  const fields: Record<string, string> = {}
  for (const [, name = '', value = ''] of form[0].matchAll(/<input[^>]* name="([^"]*)"[^>]* value="([^"]*)"/g)) fields[name] = decoded(value)
  type Options = T extends 'create' ? PublicKeyCredentialCreationOptionsJSON : PublicKeyCredentialRequestOptionsJSON
  return { fields, options: JSON.parse(decoded(form[1] ?? '')) as Options }
}

async function signedIn(person: TestPerson, url = passkeysUrl()): Promise<{ browser: FormBrowser; page: Page }> {
  const browser = new FormBrowser()
  const page = await browser.submit(await browser.get(url), { email: person.email, password: person.password })
  return { browser, page }
}
async function added(browser: FormBrowser, page: Page, device: Authenticator, wrong: Wrong = {}): Promise<Page> {
  const { fields, options } = passkeyFormOf(page, 'create')
  return browser.submit(page, { ...fields, name: 'laptop', credential: device.create(options, wrong) })
}
async function answered(browser: FormBrowser, page: Page, device: Authenticator, stopAt?: (url: URL) => boolean): Promise<Page> {
  const { fields, options } = passkeyFormOf(page, 'get')
  return browser.submit(page, { email: null, password: null, ...fields, credential: device.get(options) }, stopAt ? { stopAt } : {})
}
const somebody = async () => makePerson(await makeTenant())

describe('the page of one’s passkeys', () => {
  it('asks who it is, adds a passkey, renames and removes it', async () => {
    const person = await somebody()
    const { browser, page } = await signedIn(person)
    expect([page.status, page.heading()]).toEqual([200, 'Your passkeys'])
    const after = await added(browser, page, new Authenticator(site.issuer))
    expect(after.text).toContain('The passkey is added.')
    expect(after.text).toContain('laptop')
    const passkey = /name="passkey" value="([^"]+)"/.exec(after.text)?.[1] ?? ''
    const token = passkeyFormOf(after, 'create').fields.token ?? ''
    const renamed = await browser.submit(after, { token, action: 'rename', passkey, name: 'old <laptop>', credential: null })
    expect(renamed.text).toContain('old &lt;laptop&gt;')
    const removed = await browser.submit(renamed, { token, action: 'remove', passkey, name: null, credential: null })
    expect(removed.text).toContain('You have no passkey yet.')
    expect((await entriesOf(person.tenantId)).map(({ action }) => action)).toEqual(['access.session.start', 'access.passkey.register', 'access.passkey.rename', 'access.passkey.remove'])
    expect(site.problems).toEqual([])
  })

  it('refuses a passkey made on another origin, and an answer that comes twice', async () => {
    const { browser, page } = await signedIn(await somebody())
    const foreign = await added(browser, page, new Authenticator(site.issuer), { origin: 'https://evil.example' })
    expect([foreign.status, foreign.text.includes('could not be checked')]).toEqual([400, true])
    const { fields, options } = passkeyFormOf(foreign, 'create')
    const answer = { ...fields, name: 'x', credential: new Authenticator(site.issuer).create(options) }
    expect((await browser.submit(foreign, answer)).status).toBe(200)
    const again = await browser.submit(foreign, answer)
    expect([again.status, again.text.includes('open for too long')]).toEqual([400, true])
  })

  it('asks again once the sign-in is more than five minutes old, and for every change', async () => {
    const person = await somebody()
    const { browser, page } = await signedIn(person)
    await hotTransaction('system', (client) =>
      client.query(`update oidc_payload set payload = jsonb_set(payload, '{loginTs}', to_jsonb(floor(extract(epoch from now()))::bigint - 301)) where model = 'Session' and payload->>'accountId' = $1`, [person.id]),
    )
    const late = await added(browser, page, new Authenticator(site.issuer))
    expect(late.heading()).toBe('Sign in')
    expect(late.text).toContain('more than five minutes old')
    expect(late.text).toContain(person.email)
    const back = await browser.submit(late, { password: person.password })
    expect([back.heading(), back.text.includes('You have no passkey yet.')]).toEqual(['Your passkeys', true])
  })

  it('is nobody’s without a session, and takes no form of another site', async () => {
    const { browser, page } = await signedIn(await somebody())
    expect((await new FormBrowser().get(passkeysUrl())).heading()).toBe('Sign in')
    const { fields } = passkeyFormOf(page, 'create')
    expect((await browser.submit(page, { ...fields, action: 'codes' }, { headers: { origin: 'https://evil.example' } })).status).toBe(403)
    expect((await browser.submit(page, { ...fields, token: 'x', action: 'codes' })).status).toBe(403)
  })

  it('never leads anywhere but to what is to be approved', async () => {
    const person = await somebody()
    for (const next of ['https://evil.example', '//evil.example', '/proofs/../oauth', '/proofs/x'])
      expect((await signedIn(person, `${passkeysUrl()}?next=${encodeURIComponent(next)}`)).page.text).not.toContain('Go on to what')
  })
})

describe('signing in', () => {
  it('by passkey ends where the password does, once', async () => {
    const person = await somebody()
    const first = await signedIn(person)
    const device = new Authenticator(site.issuer)
    await added(first.browser, first.page, device)
    const browser = new FormBrowser()
    const page = await browser.get(`${site.consoleUrl}/signin`)
    expect(page.heading()).toBe('Sign in')
    const there = await answered(browser, page, device, (url) => url.origin === site.consoleUrl)
    expect(there.url.pathname).toBe('/api/auth/callback/lanyard')
    expect(there.url.searchParams.get('code')).toBeTruthy()
    expect((await entriesOf(person.tenantId)).at(-1)).toMatchObject({ action: 'access.session.start', detail: { method: 'passkey', amr: ['hwk', 'user', 'mfa'] } })
    const replay = await answered(new FormBrowser(), page, device)
    expect(replay.status).toBe(400) // another browser is in the middle of nothing
  })

  it('by an unknown passkey is refused with what to do instead', async () => {
    const browser = new FormBrowser()
    const device = new Authenticator(site.issuer)
    device.create({ challenge: 'x', rp: { name: 'x' }, user: { id: 'eA', name: 'x', displayName: 'x' }, pubKeyCredParams: [] })
    const refused = await answered(browser, await browser.get(`${site.consoleUrl}/signin`), device)
    expect([refused.status, refused.text.includes('does not sign anybody in here')]).toEqual([401, true])
  })

  it('by a recovery code works once, ends the session elsewhere, and says so', async () => {
    const person = await somebody()
    const { browser, page } = await signedIn(person)
    const { fields } = passkeyFormOf(page, 'create')
    const codes = await browser.submit(page, { ...fields, action: 'codes' })
    const list = [...codes.text.matchAll(/<li class="mono">([^<]+)<\/li>/g)].map(([, code = '']) => code)
    expect(list).toHaveLength(10)
    const elsewhere = new FormBrowser()
    const signIn = await elsewhere.get(`${site.consoleUrl}/signin`)
    const form = await elsewhere.get(`${signIn.url.href}?way=recovery`)
    expect(form.heading()).toBe('Use a recovery code')
    const there = await elsewhere.submit(form, { email: person.email, code: list[0] ?? '' }, { stopAt: (url) => url.origin === site.consoleUrl })
    expect(there.url.searchParams.get('code')).toBeTruthy()
    expect((await browser.get(passkeysUrl())).heading()).toBe('Sign in')
    const again = new FormBrowser()
    const other = await again.get(`${(await again.get(`${site.consoleUrl}/signin`)).url.href}?way=recovery`)
    const refused = await again.submit(other, { email: person.email, code: list[0] ?? '' })
    expect([refused.status, refused.text.includes('Each code works once')]).toEqual([401, true])
  })
})

describe('the page of an approval', () => {
  async function asked() {
    const staff = await makeStaff()
    const [agent] = await makeBareAgents(staff, ['inv-bot'])
    const ordered = await halt(staff.admin, { agentId: agent })
    if (!ordered.ok || !restore.inWords) throw new Error('not halted')
    const input = { orderId: ordered.value.order_id, reason: 'it was <fine>' }
    const started = await startProof(site, { [restore.permission]: restore.inWords as never })(staff.owner, { act: restore.permission, input, returnTo: '/containment/x?tab=1' })
    if (!started.ok) throw new Error(started.refusal.code)
    return { staff, input, url: started.value.url }
  }

  it('leads somebody without a passkey to one, and back; then says what is approved, and returns to the console', async () => {
    const { staff, input, url } = await asked()
    const browser = new FormBrowser()
    const page = await browser.get(url)
    expect(page.heading()).toBe('You need a passkey for this')
    expect(page.text).toContain('it was &lt;fine&gt;')
    const register = /href="(\/oauth\/account\/passkeys[^"]*)"/.exec(page.text)?.[1] ?? ''
    const mine = await browser.submit(await browser.get(site.issuer + decoded(register)), { email: staff.owner.email, password: staff.owner.password })
    const device = new Authenticator(site.issuer)
    const after = await added(browser, mine, device)
    const back = await browser.get(site.issuer + decoded(/href="(\/proofs\/[^"]+)"/.exec(after.text)?.[1] ?? ''))
    expect(back.heading()).toBe('Approve this with your passkey?')
    expect(decoded(back.text)).toContain('Restore inv-bot, halted by')
    const there = await answered(browser, back, device, (to) => to.origin === site.consoleUrl)
    const proof = url.split('/').at(-1)
    expect(there.url.href).toBe(`${site.consoleUrl}/containment/x?tab=1&proof=${proof}`)
    expect(await restore(staff.owner, { ...input, proof })).toMatchObject({ ok: true })
    const gone = await browser.get(url)
    expect([gone.status, gone.heading()]).toEqual([404, 'There is nothing to approve here'])
  })

  it('takes no passkey of somebody else', async () => {
    const { staff, url } = await asked()
    const device = new Authenticator(site.issuer)
    for (const person of [staff.owner, staff.admin]) {
      const { browser, page } = await signedIn(person)
      await added(browser, page, person === staff.admin ? device : new Authenticator(site.issuer))
    }
    const browser = new FormBrowser()
    const refused = await answered(browser, await browser.get(url), device)
    expect([refused.status, refused.text.includes('not one of yours')]).toEqual([400, true])
    expect((await entriesOf(staff.tenantId)).at(-1)).toMatchObject({ action: 'access.proof.give', result: 'denied', reason: 'unknown_passkey' })
  })

  it.each(['/proofs/x', '/proofs/019ab000-0000-7000-8000-000000000000'])('%s is nothing', async (path) => {
    expect((await new FormBrowser().get(site.issuer + path)).status).toBe(404)
  })
})
