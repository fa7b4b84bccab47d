import { randomBytes } from 'node:crypto'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import type { KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { testDatabase } from '@/lib/testing/database'
import { listKeys, rotateKeys } from '@/lib/identity/keys'
import { ROTATION_REACHES_MS } from '@/lib/kernel/signing-keys'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { entriesOf } from '@/lib/testing/people'
import { proofFor, withProof } from '@/lib/testing/proofs'
import { makeKeys, openKeyRing, type KeyRing } from './index'

const db = await testDatabase()
const kek = db.keyEncryptionKey
const rings: KeyRing[] = []
const ignore = () => undefined
async function ring(): Promise<KeyRing> {
  const opened = await openKeyRing(kek, ignore)
  rings.push(opened)
  return opened
}
const asOwner = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: db.ownerUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
const verify = async (token: string, keys: KeyRing) => jwtVerify(token, createLocalJWKSet(await keys.publicKeys()))

const rotate = rotateKeys({ makeSigningKeys: () => makeKeys(kek) })
let staff: Staff
/** By a script, once verifiers have had the time to know the next key. */
async function rotated(input: { forced: boolean }) {
  await asOwner((client) => client.query(`update signing_key set created_at = created_at - interval '1 minute'`))
  const done = await rotate(staff.root, input)
  if (!done.ok) throw new Error(JSON.stringify(done.refusal))
  return done.value
}

beforeAll(async () => {
  openDatabase(db.authorityUrl)
  staff = await makeStaff()
})
afterEach(() => Promise.all(rings.splice(0).map((opened) => opened.close())))
afterAll(closeDatabase)

describe('signing keys', () => {
  it('are made once, however many processes start at the same moment', async () => {
    const [one, other] = await Promise.all([ring(), ring()])
    expect(one.keys().map((key) => `${key.alg} ${key.state}`).sort()).toEqual(['ES256 current', 'ES256 next', 'RS256 current', 'RS256 next'])
    expect(other.keys().map((key) => key.kid)).toEqual(one.keys().map((key) => key.kid))
  })

  it('sign what a foreign library verifies', async () => {
    const keys = await ring()
    for (const alg of ['ES256', 'RS256'] as const) {
      const token = await keys.sign('x+jwt', { iss: 'me' }, alg)
      expect(decodeProtectedHeader(token)).toMatchObject({ alg, typ: 'x+jwt' })
      expect((await verify(token, keys)).payload.iss).toBe('me')
    }
  })

  it('hold nothing usable without the key-encryption key', async () => {
    const text = await asOwner(async (client) => JSON.stringify((await client.query('select * from signing_key')).rows))
    expect(text).not.toMatch(/"(d|p|q|dp|dq|qi)":/)
  })

  it('[63] stop the start in one sentence when the key-encryption key is another', async () => {
    await ring()
    await expect(openKeyRing(randomBytes(32) as KeyEncryptionKey, ignore)).rejects.toMatchObject({
      name: 'OperatorError',
      message: expect.stringMatching(/^the signing key `[\w-]{43}` does not open with this key-encryption key: [^.]+$/),
    })
  })

  it('[5] cannot be two with one kid', async () => {
    await ring()
    await asOwner(async (client) => {
      await expect(
        client.query(`insert into signing_key (kid, alg, state, public_jwk, sealed) select kid, alg, 'previous', public_jwk, sealed from signing_key limit 1`),
      ).rejects.toThrow(/duplicate key/)
      await client.query(
        `insert into signing_key (kid, alg, state, public_jwk, sealed, retired_at)
         select 'forged', alg, 'previous', public_jwk, sealed, now() from signing_key where alg = 'ES256' limit 1`,
      )
    })
    await expect(openKeyRing(kek, ignore)).rejects.toMatchObject({ name: 'OperatorError' })
    await asOwner((client) => client.query(`delete from signing_key where kid = 'forged'`))
  })

  it('[4] overlap at a planned rotation: what was signed before verifies, the old key signs no more', async () => {
    const [here, there] = [await ring(), await ring()]
    const before = await here.sign('x', { n: 1 })
    const { current, ended } = await rotated({ forced: false })
    await Promise.all([here.reload(), there.reload()])
    for (const keys of [here, there]) {
      await verify(before, keys)
      const after = decodeProtectedHeader(await keys.sign('x', { n: 2 })).kid
      expect(current).toContain(after)
      expect(ended).toContain(decodeProtectedHeader(before).kid)
      expect(after).not.toBe(decodeProtectedHeader(before).kid)
    }
  })

  it('[4] refuse the old key after a forced rotation', async () => {
    const keys = await ring()
    const changed = new Promise<void>((resolve) => keys.onChange(resolve))
    const before = await keys.sign('x', { n: 1 })
    await rotated({ forced: true })
    await changed
    await expect(verify(before, keys)).rejects.toThrow(/no applicable key/)
    await verify(await keys.sign('x', { n: 2 }), keys)
  })

  it('[4] are found by looking when nobody was told of a rotation', async () => {
    await rotated({ forced: false })
    const keys = await ring()
    const changed = new Promise<void>((resolve) => keys.onChange(resolve))
    await asOwner((client) => client.query(`update signing_key set state = 'revoked', revoked_at = now() where state = 'previous'`))
    await changed
    expect(keys.keys().map(({ state }) => state)).not.toContain('previous')
  })

  it('[4] do not sign for a request that began before a forced rotation', async () => {
    const keys = await ring()
    const held = keys.keys().find(({ alg, state }) => alg === 'ES256' && state === 'current')
    await rotated({ forced: true })
    await keys.reload()
    expect(() => held?.sign(Buffer.from('x'))).toThrow(/was revoked/)
  })

  it('[4] neither sign nor verify in a process that could not look for longer than the bound', async () => {
    const problems: unknown[] = []
    const keys = await openKeyRing(kek, (error) => void problems.push(error))
    rings.push(keys)
    await keys.reload()
    await asOwner((client) => client.query('alter table signing_key rename to signing_key_away'))
    try {
      await expect.poll(() => keys.ageMs(), { timeout: ROTATION_REACHES_MS + 30_000 }).toBeGreaterThan(ROTATION_REACHES_MS)
      await expect(keys.sign('x', {})).rejects.toThrow(/could not be read for too long/)
      expect(() => keys.keys()).toThrow(/could not be read for too long/)
      expect(problems).toHaveLength(1)
    } finally {
      await asOwner((client) => client.query('alter table signing_key_away rename to signing_key'))
    }
    await expect.poll(() => keys.sign('x', {}).then(() => 'signs', () => 'refuses'), { timeout: 25_000 }).toBe('signs')
  })
})

describe('rotating', () => {
  it('is for administrators, the root token and the schedule, and is recorded with what it did', async () => {
    await ring()
    for (const actor of [staff.owner, staff.analyst, staff.auditor])
      expect(await rotate(actor, { forced: true })).toMatchObject({ ok: false, refusal: { code: 'denied' } })
    const done = await withProof(rotate, staff.admin, { forced: true })
    if (!done.ok) throw new Error(JSON.stringify(done.refusal))
    const { current, ended } = done.value
    const entry = (await entriesOf(staff.tenantId)).filter(({ action, result }) => action === 'keys.signing_key.rotate' && result === 'ok').at(-1)
    expect(entry).toMatchObject({ actorId: staff.admin.id, detail: { forced: true, current, ended, proof: expect.anything() } })
    expect(JSON.stringify(entry)).not.toMatch(/sealed|"d":/)
  })

  it('needs a passkey’s proof of exactly this from a person, and none from a script or the schedule', async () => {
    await ring()
    expect(await rotate(staff.admin, { forced: true })).toMatchObject({ ok: false, refusal: { code: 'proof_required', act: 'keys.signing_key.rotate', summary: expect.stringContaining('by force') } })
    const planned = await proofFor(rotate, staff.admin, { forced: true })
    await rotated({ forced: false })
    expect(await rotate(staff.admin, { forced: true, expected: ['another'], proof: planned.ok && planned.value })).toMatchObject({ ok: false })
    expect(await rotate(staff.admin, { forced: true, proof: planned.ok && planned.value })).toMatchObject({ ok: true })
    expect(await rotate(staff.admin, { forced: true, proof: planned.ok && planned.value })).toMatchObject({ refusal: { code: 'proof_required', why: 'used' } })
    expect(await rotate({ kind: 'job', tenantId: staff.tenantId, id: 'keys.schedule', name: 'Key schedule' }, { forced: true })).toMatchObject({ ok: true })
  })

  it('waits until verifiers can know the next key, unless it is forced', async () => {
    await ring()
    await rotated({ forced: false })
    expect(await rotate(staff.root, {})).toMatchObject({ ok: false, refusal: { code: 'conflict', detail: expect.stringContaining('has not been published for 30 s') } })
    expect(await rotate(staff.admin, {})).toMatchObject({ ok: false, refusal: { code: 'conflict' } }) // told before being sent to approve it
    expect(await rotate(staff.root, { forced: true })).toMatchObject({ ok: true })
  })

  it('happens once, however many ask for it at once with the same keys before them', async () => {
    const keys = await ring()
    const expected = keys.keys().flatMap(({ kid, state }) => (state === 'current' ? [kid] : []))
    const answers = await Promise.all(Array.from({ length: 5 }, () => rotate(staff.root, { forced: true, expected })))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    await keys.reload()
    expect(keys.keys().map(({ alg, state }) => `${alg} ${state}`).sort()).toEqual(['ES256 current', 'ES256 next', 'RS256 current', 'RS256 next'])
  })

  it('shows the keys by their public names alone', async () => {
    await ring()
    const listed = await listKeys(staff.auditor, {})
    if (!listed.ok) throw new Error(listed.refusal.code)
    expect(listed.value.keys.slice(0, 4).map(({ state }) => state)).toEqual(['current', 'current', 'next', 'next'])
    expect(listed.value.keys.filter(({ state }) => state === 'revoked').every(({ published }) => !published)).toBe(true)
    expect(Date.parse(listed.value.next_rotation_at ?? '')).toBeGreaterThan(Date.now())
    // Of its fields, not of its values: a key's random name may hold any letters.
    const fields = JSON.stringify(listed.value).match(/"[^"]+":/g) ?? []
    expect(fields.length).toBeGreaterThan(3)
    expect(fields.filter((field) => /sealed|jwk/i.test(field))).toEqual([])
  })
})
