import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { derive, deriveConsoleSecret, deriveSessionSecret } from './derive'
import { fingerprintOf, keyEncryptionKey, loadKeyEncryptionKey, type KeyEncryptionKey } from './key-encryption-key'
import { seal, unseal } from './seal'

const key = (fill: number) => Buffer.alloc(32, fill) as KeyEncryptionKey
let home: string
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'lanyard-secrets-'))))
afterEach(() => rmSync(home, { recursive: true }))

describe('the key-encryption key', () => {
  it('is made once, for its owner’s eyes only, and read back afterwards', async () => {
    const made = await keyEncryptionKey(home, null, null)
    expect(statSync(join(home, 'kek')).mode & 0o777).toBe(0o600)
    expect(await keyEncryptionKey(home, null, fingerprintOf(made))).toEqual(made)
    expect(loadKeyEncryptionKey(home, null)).toEqual(made)
  })

  it('is the same for two first starts at once', async () => {
    const [one, other] = await Promise.all([keyEncryptionKey(home, null, null), keyEncryptionKey(home, null, null)])
    expect(one).toEqual(other)
  })

  it('comes from the environment where that is set, and writes nothing', async () => {
    expect(await keyEncryptionKey(home, key(1), null)).toEqual(key(1))
    expect(() => readFileSync(join(home, 'kek'))).toThrow()
  })

  it('is refused when it has another length', () => {
    writeFileSync(join(home, 'kek'), 'c2hvcnQ\n', { mode: 0o600 })
    expect(() => loadKeyEncryptionKey(home, null)).toThrow(/holds 5 bytes, and a key-encryption key has 32/)
  })

  it('is refused when other users may open the file', () => {
    writeFileSync(join(home, 'kek'), key(1).toString('base64url'))
    chmodSync(join(home, 'kek'), 0o644)
    expect(() => loadKeyEncryptionKey(home, null)).toThrow(/chmod 600/)
  })

  it('is refused when the database was sealed with another', async () => {
    await expect(keyEncryptionKey(home, key(1), fingerprintOf(key(2)))).rejects.toThrow(/not the key-encryption key that this database/)
  })

  it('is never made anew beside a database that holds sealed rows', async () => {
    await expect(keyEncryptionKey(home, null, fingerprintOf(key(2)))).rejects.toThrow(/is missing/)
    expect(() => statSync(join(home, 'kek'))).toThrow()
  })
})

describe('derived secrets', () => {
  it('are the same every time, and each its own', () => {
    const all = [deriveConsoleSecret(key(1)), deriveSessionSecret(key(1)), derive(key(1), 'a').toString('base64url'), deriveConsoleSecret(key(2))]
    expect(new Set(all).size).toBe(4)
    expect(deriveConsoleSecret(key(1))).toBe(all[0])
  })
})

describe('sealing', () => {
  const secret = Buffer.from('a private key')

  it('opens with the same key and context', () => {
    expect(unseal(key(1), seal(key(1), secret, 'signing-key/1'), 'signing-key/1')).toEqual(secret)
  })

  it('opens with no other key, in no other place, and not after a change', () => {
    const sealed = seal(key(1), secret, 'signing-key/1')
    expect(() => unseal(key(2), sealed, 'signing-key/1')).toThrow(/does not open/)
    expect(() => unseal(key(1), sealed, 'signing-key/2')).toThrow(/does not open/)
    for (let i = 1; i < sealed.length; i++) {
      const changed = Buffer.from(sealed)
      changed[i]! ^= 1
      expect(() => unseal(key(1), changed, 'signing-key/1')).toThrow(/does not open/)
    }
    expect(() => unseal(key(1), Buffer.alloc(3), 'signing-key/1')).toThrow(/not a sealed value/)
  })

  it('never gives the same bytes twice', () => {
    expect(seal(key(1), secret, 'x').equals(seal(key(1), secret, 'x'))).toBe(false)
  })
})
