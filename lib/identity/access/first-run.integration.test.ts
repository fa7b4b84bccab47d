import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { read } from '@/lib/db/transaction'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf, makePerson, makeTenant } from '@/lib/testing/people'
import { acceptInvitation, createFirstAdministrator, ensureCompany, invitePerson, issueWelcomeLink, peekLink, recoverPerson, setNewPassword, signIn } from '.'

const db = await testDatabase()
beforeAll(() => openDatabase(db.authorityUrl))
afterAll(() => closeDatabase())

const ISSUER = 'https://id.example.com'
const codeOf = (url: string | null) => new URL(url ?? '').searchParams.get('code') ?? ''
const ada = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'nine violet otters' }
const days = (n: number) => new Date(Date.now() + n * 86_400_000)
const USES = 8

describe('the welcome link', () => {
  it('is made by the start, in the company, and the newest is the only one', async () => {
    const first = await issueWelcomeLink(db.ownerUrl, ISSUER)
    expect(first).toMatch(/^https:\/\/id\.example\.com\/welcome\?code=[\w-]{43}$/)
    const second = await issueWelcomeLink(db.ownerUrl, ISSUER)
    expect(await peekLink('welcome', codeOf(first))).toBeNull()
    expect(await peekLink('welcome', codeOf(second))).toMatchObject({ person: null, hasMail: false })
    const owner = new pg.Client({ connectionString: db.ownerUrl })
    await owner.connect()
    await owner.query(`insert into mail_server (tenant_id, host, port, security, sender, sender_name, set_by_name) select id, 'localhost', 25, 'none', 'a@example.com', 'Lanyard', 'root' from tenant where slug = 'company'`)
    expect(await peekLink('welcome', codeOf(second))).toMatchObject({ hasMail: true })
    await owner.query('delete from mail_server')
    await owner.end()
    expect(await createFirstAdministrator(codeOf(first), ada)).toMatchObject({ refusal: { code: 'link_dead' } })
  })

  it('is good for 24 hours', async () => {
    const code = codeOf(await issueWelcomeLink(db.ownerUrl, ISSUER))
    expect(await peekLink('welcome', code, days(0.99))).not.toBeNull()
    expect(await peekLink('welcome', code, days(1.01))).toBeNull()
    expect(await createFirstAdministrator(code, ada, days(1.01))).toMatchObject({ refusal: { code: 'link_dead' } })
  })

  it('names what is wrong with a form and stays good', async () => {
    const code = codeOf(await issueWelcomeLink(db.ownerUrl, ISSUER))
    expect(await createFirstAdministrator(code, { name: '', email: 'nobody', password: 'short' })).toMatchObject({
      refusal: { code: 'invalid', fields: { name: expect.any(String), email: expect.any(String), password: expect.any(String) } },
    })
    expect(await peekLink('welcome', code)).not.toBeNull()
  })

  it.each([[''], ['x'], ["' or 1=1 --"], ['A'.repeat(43)], ['../../etc/passwd'], ['A'.repeat(100_000)]])('is not %s', async (code) => {
    expect(await createFirstAdministrator(code, ada)).toMatchObject({ refusal: { code: 'link_dead' } })
  })

  it('used many times at once makes one administrator, and none after', async () => {
    const code = codeOf(await issueWelcomeLink(db.ownerUrl, ISSUER))
    const results = await Promise.all(Array.from({ length: USES }, (_, n) => createFirstAdministrator(code, { ...ada, email: `ada${n}@example.com` })))
    expect(results.filter((result) => result.ok)).toHaveLength(1)
    const tenantId = await ensureCompany()
    expect(await read(tenantId, (tx) => tx.person.count())).toBe(1)
    const entries = await entriesOf(tenantId)
    expect(entries.filter((entry) => entry.action === 'access.person.welcome')).toHaveLength(1)
    expect(JSON.stringify(entries)).not.toContain(code)
    expect(await issueWelcomeLink(db.ownerUrl, ISSUER)).toBeNull()
  })
})

describe('an invitation', () => {
  const invite = async () => {
    const admin = await makePerson(await makeTenant())
    const email = `${admin.id.slice(-8)}-new@example.com`
    const result = await invitePerson({ issuer: ISSUER })(admin, { email, name: 'Grace Hopper', role: 'owner' })
    return { admin, email, code: codeOf(result.ok ? result.value.url : null) }
  }

  it('says what it is for, and is good for 7 days', async () => {
    const { code } = await invite()
    expect(await peekLink('invite', code)).toMatchObject({ person: { name: 'Grace Hopper', role: 'owner' }, createdBy: 'Ada Lovelace' })
    expect(await peekLink('invite', code, days(6.9))).not.toBeNull()
    expect(await peekLink('invite', code, days(7.1))).toBeNull()
    expect(await peekLink('recovery', code)).toBeNull()
  })

  it('taken up many times at once is taken up once, and its password is the one that works', async () => {
    const { admin, email, code } = await invite()
    const passwords = Array.from({ length: USES }, (_, n) => `otters in a row, ${n} of them`)
    const results = await Promise.all(passwords.map((password) => acceptInvitation(code, password)))
    const won = results.findIndex((result) => result.ok)
    expect(results.filter((result) => result.ok)).toHaveLength(1)
    expect((await signIn({ email, password: passwords[won] ?? '', address: '192.0.2.1' })).ok).toBe(true)
    expect((await signIn({ email, password: passwords[(won + 1) % USES] ?? '', address: '192.0.2.1' })).ok).toBe(false)
    expect((await entriesOf(admin.tenantId)).filter((entry) => entry.action === 'access.person.join')).toHaveLength(1)
  })

  it('refuses a password that is their name', async () => {
    const { code } = await invite()
    expect(await acceptInvitation(code, 'gracehopper1')).toMatchObject({ refusal: { code: 'invalid', fields: { password: expect.stringContaining('easy to guess') } } })
  })
})

describe('a recovery link', () => {
  it('replaces the password once; a newer link replaces an older one', async () => {
    const tenantId = await makeTenant()
    const [admin, forgetful] = [await makePerson(tenantId), await makePerson(tenantId, { role: 'owner' })]
    const link = async () => {
      const result = await recoverPerson({ issuer: ISSUER })(admin, { personId: forgetful.id })
      return codeOf(result.ok ? result.value.url : null)
    }
    const [older, newer] = [await link(), await link()]
    expect(await setNewPassword(older, 'a wholly new phrase')).toMatchObject({ refusal: { code: 'link_dead' } })
    expect((await setNewPassword(newer, 'a wholly new phrase')).ok).toBe(true)
    expect(await setNewPassword(newer, 'another new phrase')).toMatchObject({ refusal: { code: 'link_dead' } })
    const attempt = (password: string) => signIn({ email: forgetful.email, password, address: '192.0.2.2' })
    expect((await attempt(forgetful.password)).ok).toBe(false)
    expect((await attempt('a wholly new phrase')).ok).toBe(true)
  })
})
