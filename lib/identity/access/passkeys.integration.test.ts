import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { Authenticator, type Wrong } from '@/lib/testing/authenticator'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf, makePerson, makeTenant, type TestPerson } from '@/lib/testing/people'
import { deviceOf, PARTY } from '@/lib/testing/proofs'
import {
  actorOfToken,
  beginPasskey,
  beginPasskeySignIn,
  deactivatePerson,
  listPasskeys,
  makeRecoveryCodes,
  openPersonSession,
  personActor,
  registerPasskey,
  removePasskey,
  renamePasskey,
  signIn,
  signInByPasskey,
  signInByRecoveryCode,
} from '.'
import { hashOf } from './internal/one-time-code'

const database = await testDatabase()
beforeAll(() => openDatabase(database.authorityUrl))
afterAll(() => closeDatabase())

const somebody = async (): Promise<TestPerson> => makePerson(await makeTenant())
/** What no service may do. */
async function asOwner(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
const ADDRESS = '192.0.2.7'

async function optionsFor(person: TestPerson) {
  const signedIn = await personActor(person.id)
  if (!signedIn) throw new Error('no access')
  return beginPasskey(PARTY, signedIn)
}
async function register(person: TestPerson, wrong: Wrong = {}, device = new Authenticator(PARTY.issuer)) {
  return registerPasskey(PARTY, person, { name: 'laptop', credential: device.create(await optionsFor(person), wrong) })
}
async function signInWith(device: Authenticator, wrong: Wrong = {}) {
  return signInByPasskey(PARTY, { credential: device.get(await beginPasskeySignIn(PARTY, 'page'), wrong), binding: 'page', address: ADDRESS })
}
const mine = async (person: TestPerson) => {
  const list = await listPasskeys(PARTY)(person, {})
  if (!list.ok) throw new Error(list.refusal.code)
  return list.value
}

describe('registering a passkey', () => {
  it('keeps it and says so in the ledger, without the key', async () => {
    const person = await somebody()
    expect(await register(person)).toMatchObject({ ok: true, value: { name: 'laptop', kind: 'one_device', last_used_at: null } })
    expect(await mine(person)).toMatchObject({ passkeys: [{ name: 'laptop' }], manage_url: `${PARTY.issuer}/oauth/account/passkeys` })
    expect(await entriesOf(person.tenantId)).toMatchObject([{ action: 'access.passkey.register', actorId: person.id, detail: { name: 'laptop' } }])
  })

  it.each<[string, Wrong]>([
    ['another origin', { origin: 'https://evil.example' }],
    ['another host', { rpId: 'evil.example' }],
    ['a user who was not verified', { userVerified: false }],
  ])('is refused for %s', async (_what, wrong) => {
    const person = await somebody()
    expect(await register(person, wrong)).toEqual({ ok: false, refusal: { code: 'not_verified' } })
    expect((await mine(person)).passkeys).toEqual([])
  })

  it('[race] takes one answer to a challenge once, however often it comes', async () => {
    const person = await somebody()
    const credential = new Authenticator(PARTY.issuer).create(await optionsFor(person))
    const done = await Promise.all(Array.from({ length: 8 }, () => registerPasskey(PARTY, person, { name: 'x', credential })))
    expect(done.filter((one) => one.ok)).toHaveLength(1)
    expect(done.filter((one) => !one.ok && one.refusal.code === 'stale')).toHaveLength(7)
  })

  it('is refused with a challenge made for somebody else, or older than five minutes', async () => {
    const [person, other] = [await somebody(), await somebody()]
    const device = new Authenticator(PARTY.issuer)
    expect(await registerPasskey(PARTY, person, { name: 'x', credential: device.create(await optionsFor(other)) })).toEqual({ ok: false, refusal: { code: 'stale' } })
    const options = await optionsFor(person)
    await asOwner(`update passkey_challenge set expires_at = expires_at - interval '5 minutes'`)
    expect(await registerPasskey(PARTY, person, { name: 'x', credential: device.create(options) })).toEqual({ ok: false, refusal: { code: 'stale' } })
  })

  it.each(['', '{}', 'null', '[]', '{"id":"a"}', 'x'.repeat(70_000)])('refuses what is no credential', async (credential) => {
    expect(await registerPasskey(PARTY, await somebody(), { name: 'x', credential })).toEqual({ ok: false, refusal: { code: 'not_verified' } })
  })
})

describe('one’s passkeys', () => {
  it('are renamed and removed by whose they are, and by nobody else', async () => {
    const person = await somebody()
    await register(person)
    const passkeyId = (await mine(person)).passkeys[0]?.id
    const colleague = await makePerson(person.tenantId)
    expect(await renamePasskey(colleague, { passkeyId, name: 'mine now' })).toEqual({ ok: false, refusal: { code: 'not_found' } })
    expect(await removePasskey(colleague, { passkeyId })).toEqual({ ok: false, refusal: { code: 'not_found' } })
    expect(await renamePasskey(person, { passkeyId, name: 'old laptop' })).toMatchObject({ ok: true, value: { name: 'old laptop' } })
    expect(await removePasskey(person, { passkeyId })).toEqual({ ok: true, value: {} })
    expect((await mine(person)).passkeys).toEqual([])
  })

  it('keep the last one of somebody who has no password', async () => {
    const person = await somebody()
    await register(person)
    const passkeyId = (await mine(person)).passkeys[0]?.id
    await hotTransaction('system', (client) => client.query('update person set password_hash = null where id = $1', [person.id]))
    expect(await removePasskey(person, { passkeyId })).toEqual({ ok: false, refusal: { code: 'separated', rule: 'last_way_in' } })
  })
})

describe('signing in by passkey', () => {
  it('is recorded with how, and moves the count and the last use', async () => {
    const person = await somebody()
    const device = await deviceOf(person)
    expect(await signInWith(device)).toMatchObject({ ok: true, value: { personId: person.id, amr: ['hwk', 'user', 'mfa'] } })
    expect((await entriesOf(person.tenantId)).at(-1)).toMatchObject({ action: 'access.session.start', result: 'allowed', detail: { method: 'passkey', amr: ['hwk', 'user', 'mfa'], address: ADDRESS } })
    expect((await mine(person)).passkeys[0]?.last_used_at).not.toBeNull()
  })

  it.each<[string, Wrong, string]>([
    ['another origin', { origin: 'https://evil.example' }, 'not_verified'],
    ['another host', { rpId: 'evil.example' }, 'not_verified'],
    ['a user who was not verified', { userVerified: false }, 'not_verified'],
    ['a count that stood still', { counter: 1 }, 'counter_went_back'],
    ['a count that went back to nothing', { counter: 0 }, 'counter_went_back'],
  ])('is refused for %s', async (_what, wrong, reason) => {
    const person = await somebody()
    const device = await deviceOf(person)
    expect(await signInWith(device)).toMatchObject({ ok: true })
    expect(await signInWith(device, wrong)).toEqual({ ok: false, refusal: { code: 'wrong' } })
    expect((await entriesOf(person.tenantId)).at(-1)).toMatchObject({ action: 'access.session.start', result: 'denied', reason })
    expect(await signInWith(device)).toMatchObject({ ok: true })
  })

  it('[race] takes one answer once, and none from another page', async () => {
    const person = await somebody()
    const device = await deviceOf(person)
    const credential = device.get(await beginPasskeySignIn(PARTY, 'page'))
    expect(await signInByPasskey(PARTY, { credential, binding: 'another page', address: ADDRESS })).toEqual({ ok: false, refusal: { code: 'stale' } })
    const done = await Promise.all(Array.from({ length: 6 }, () => signInByPasskey(PARTY, { credential, binding: 'page', address: ADDRESS })))
    expect(done.filter((one) => one.ok)).toHaveLength(1)
    expect(done.filter((one) => !one.ok && one.refusal.code === 'stale')).toHaveLength(5)
  })

  it('is refused to somebody deactivated, with a removed passkey, and in somebody else’s name', async () => {
    const person = await somebody()
    const device = await deviceOf(person)
    const boss = await makePerson(person.tenantId)
    const theirs = await deviceOf(boss)
    const credential = JSON.parse(device.get(await beginPasskeySignIn(PARTY, 'page'))) as { id: string }
    const stolen = theirs.get(await beginPasskeySignIn(PARTY, 'page'), { credentialId: credential.id })
    expect(await signInByPasskey(PARTY, { credential: stolen, binding: 'page', address: ADDRESS })).toEqual({ ok: false, refusal: { code: 'wrong' } })
    await deactivatePerson(boss, { personId: person.id })
    expect(await signInWith(device)).toEqual({ ok: false, refusal: { code: 'wrong' } })
    await removePasskey(boss, { passkeyId: (await mine(boss)).passkeys[0]?.id })
    expect(await signInWith(theirs)).toEqual({ ok: false, refusal: { code: 'wrong' } })
  })

  it('counts with the password’s tries', async () => {
    const person = await somebody()
    const device = await deviceOf(person)
    const address = '198.51.100.9'
    for (let index = 0; index < 10; index++) await signIn({ email: person.email, password: 'not it', address })
    const options = await beginPasskeySignIn(PARTY, 'page')
    expect(await signInByPasskey(PARTY, { credential: device.get(options), binding: 'page', address })).toMatchObject({ refusal: { code: 'too_many_tries' } })
  })
})

describe('recovery codes', () => {
  async function codesOf(person: TestPerson): Promise<string[]> {
    const made = await makeRecoveryCodes(person, {})
    if (!made.ok) throw new Error(made.refusal.code)
    return made.value.codes
  }

  it('are ten, are stored as hashes, and replace those from before', async () => {
    const person = await somebody()
    const [old, codes] = [await codesOf(person), await codesOf(person)]
    expect(new Set(codes).size).toBe(10)
    expect(codes.every((code) => /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/.test(code))).toBe(true)
    const rows = await hotTransaction('system', async (client) => JSON.stringify((await client.query('select * from recovery_code')).rows))
    const entries = JSON.stringify(await entriesOf(person.tenantId))
    for (const code of codes) expect([rows, entries].some((text) => text.includes(code) || text.includes(code.replaceAll('-', '')))).toBe(false)
    expect(await signInByRecoveryCode({ email: person.email, code: old[0] ?? '', address: ADDRESS })).toEqual({ ok: false, refusal: { code: 'wrong' } })
    expect((await mine(person)).recovery_codes_left).toBe(10)
  })

  it('[race] sign in once each, end every other session, and are recorded', async () => {
    const person = await somebody()
    const [code = ''] = await codesOf(person)
    const token = 'a token from before'
    await openPersonSession({ tokenHash: hashOf(token), personId: person.id, tenantId: person.tenantId, clientId: 'console', expiresAt: new Date(Date.now() + 3_600_000) })
    const typed = code.toLowerCase().replaceAll('-', ' ')
    const done = await Promise.all(Array.from({ length: 8 }, () => signInByRecoveryCode({ email: person.email.toUpperCase(), code: typed, address: ADDRESS })))
    expect(done.filter((one) => one.ok)).toMatchObject([{ value: { personId: person.id, amr: ['otp'] } }])
    expect(await actorOfToken(token)).toBeNull()
    const entries = (await entriesOf(person.tenantId)).filter(({ action }) => action === 'access.session.start')
    expect(entries.filter(({ result }) => result === 'allowed')).toMatchObject([{ detail: { method: 'recovery_code', codes_left: 9, sessions_ended: 1 } }])
    expect(entries.filter(({ reason }) => reason === 'wrong_recovery_code')).toHaveLength(7)
  })

  it('are good for whose they are alone, and throttled like a password', async () => {
    const [person, other] = [await somebody(), await somebody()]
    const [code = ''] = await codesOf(person)
    const address = '198.51.100.10'
    expect(await signInByRecoveryCode({ email: other.email, code, address })).toEqual({ ok: false, refusal: { code: 'wrong' } })
    for (let index = 0; index < 10; index++) await signInByRecoveryCode({ email: person.email, code: 'AAAA-AAAA-AAAA-AAAA', address })
    expect(await signInByRecoveryCode({ email: person.email, code, address })).toMatchObject({ refusal: { code: 'too_many_tries' } })
  })
})
