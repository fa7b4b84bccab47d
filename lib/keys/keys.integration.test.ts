import { randomBytes } from 'node:crypto'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import type { KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { testDatabase } from '@/lib/testing/database'
import { openKeyRing, rotateSigningKeys, type KeyRing } from './index'

const db = await testDatabase()
const kek = db.keyEncryptionKey
const rings: KeyRing[] = []
const fail = (error: unknown) => {
  throw error
}
async function ring(): Promise<KeyRing> {
  const opened = await openKeyRing(kek, fail)
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

beforeAll(() => openDatabase(db.authorityUrl))
afterEach(() => rings.splice(0).forEach((opened) => opened.close()))
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
    await expect(openKeyRing(randomBytes(32) as KeyEncryptionKey, fail)).rejects.toMatchObject({
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
    await expect(openKeyRing(kek, fail)).rejects.toMatchObject({ name: 'OperatorError' })
    await asOwner((client) => client.query(`delete from signing_key where kid = 'forged'`))
  })

  it('[4] overlap at a planned rotation: what was signed before verifies, the old key signs no more', async () => {
    const [here, there] = [await ring(), await ring()]
    const before = await here.sign('x', { n: 1 })
    const { current, ended } = await rotateSigningKeys(kek, { forced: false })
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
    await rotateSigningKeys(kek, { forced: true })
    await changed // found by the reload of every two seconds, without being told
    await expect(verify(before, keys)).rejects.toThrow(/no applicable key/)
    await verify(await keys.sign('x', { n: 2 }), keys)
  })
})
