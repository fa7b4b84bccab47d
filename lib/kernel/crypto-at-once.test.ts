import { webcrypto } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerAtOnce } from './crypto-at-once'

const { subtle } = webcrypto
const ES256 = { name: 'ECDSA', hash: 'SHA-256' }
const P256 = { name: 'ECDSA', namedCurve: 'P-256' }
const original = { verify: subtle.verify.bind(subtle), digest: subtle.digest.bind(subtle), importKey: subtle.importKey.bind(subtle) }
const pairOn = (namedCurve: string) => subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>
const data = new TextEncoder().encode('header.payload')

beforeAll(() => answerAtOnce())
afterAll(() => {
  for (const name of ['verify', 'digest', 'importKey'] as const) Reflect.deleteProperty(subtle, name)
})

/** What either says: a value, or that it throws, and what. */
const said = async (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    (value) => (value instanceof ArrayBuffer ? Buffer.from(value).toString('hex') : value),
    (thrown: Error) => thrown.name,
  )

describe('what is answered at once', () => {
  it('is what WebCrypto itself answers, of a good signature and of bad ones', async () => {
    const { publicKey, privateKey } = await pairOn('P-256')
    const other = await pairOn('P-256')
    const signature = new Uint8Array(await subtle.sign(ES256, privateKey, data))
    const changed = Uint8Array.from(signature, (byte, at) => (at === 40 ? byte ^ 1 : byte))
    const cases: Parameters<typeof subtle.verify>[] = [
      [ES256, publicKey, signature, data],
      [{ name: 'ECDSA', hash: { name: 'SHA-256' } }, publicKey, signature.buffer, data],
      [ES256, publicKey, Buffer.from(signature), Buffer.from(data)],
      [ES256, publicKey, changed, data],
      [ES256, publicKey, signature, data.subarray(1)],
      [ES256, publicKey, signature.subarray(1), data],
      [ES256, publicKey, new Uint8Array(64), data],
      [ES256, publicKey, new Uint8Array(64).fill(255), data],
      [ES256, publicKey, new Uint8Array(0), data],
      [ES256, other.publicKey, signature, data],
      [ES256, privateKey, signature, data],
      [{ name: 'ECDSA', hash: 'SHA-384' }, publicKey, signature, data],
      [{ name: 'RSASSA-PKCS1-v1_5' }, publicKey, signature, data],
      [ES256, (await pairOn('P-384')).publicKey, signature, data],
      [ES256, await subtle.importKey('jwk', await subtle.exportKey('jwk', publicKey), P256, true, []).catch(() => publicKey), signature, data],
      ['ECDSA' as never, publicKey, signature, data],
      [ES256, {} as never, signature, data],
      [ES256, publicKey, 'text' as never, data],
    ]
    const answers = await Promise.all(cases.map((one) => said(subtle.verify(...one))))
    expect(answers).toEqual(await Promise.all(cases.map((one) => said(original.verify(...one)))))
    expect(answers.slice(0, 4)).toEqual([true, true, true, false])
  })

  it('is the same digest, of bytes in whatever form, and of other algorithms', async () => {
    const cases: Parameters<typeof subtle.digest>[] = [
      ['SHA-256', data],
      ['SHA-256', data.subarray(2, 5)],
      ['SHA-256', data.buffer],
      [{ name: 'SHA-256' }, new Uint8Array(0)],
      ['SHA-256', new Uint8Array(100_000)],
      ['SHA-256', new DataView(data.buffer, 1)],
      ['SHA-1', data],
      ['SHA-512', data],
      ['none', data],
    ]
    expect(await Promise.all(cases.map((one) => said(subtle.digest(...one))))).toEqual(await Promise.all(cases.map((one) => said(original.digest(...one)))))
  })

  it('knows a public key again, and only as what it was imported for', async () => {
    const { publicKey, privateKey } = await pairOn('P-256')
    const [jwk, secret] = [await subtle.exportKey('jwk', publicKey), await subtle.exportKey('jwk', privateKey)]
    const key = await subtle.importKey('jwk', jwk, P256, true, ['verify'])
    expect(await subtle.importKey('jwk', { ...jwk }, P256, true, ['verify'])).toBe(key)
    expect(await subtle.importKey('jwk', jwk, P256, false, ['verify'])).not.toBe(key)
    expect((await subtle.importKey('jwk', { ...jwk, key_ops: [] }, { name: 'ECDH', namedCurve: 'P-256' }, true, [])).algorithm.name).toBe('ECDH')
    expect(await subtle.importKey('jwk', secret, P256, true, ['sign'])).not.toBe(await subtle.importKey('jwk', secret, P256, true, ['sign']))
    const broken = { ...jwk, x: jwk.y as string }
    expect(await said(subtle.importKey('jwk', broken, P256, true, ['verify']))).toBe('DataError')
    expect(await said(subtle.importKey('jwk', broken, P256, true, ['verify']))).toBe('DataError')
  })

  it('serves the library that asks for it', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = await exportJWK(publicKey)
    const proof = await new SignJWT({ jti: 'x' }).setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk }).sign(privateKey)
    expect((await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt' })).payload).toEqual({ jti: 'x' })
    await expect(jwtVerify(`${proof.slice(0, -6)}AAAAAA`, EmbeddedJWK)).rejects.toMatchObject({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' })
    expect(await calculateJwkThumbprint(jwk)).toMatch(/^[\w-]{43}$/)
  })
})
