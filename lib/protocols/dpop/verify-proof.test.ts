import { generateKeyPair, exportJWK, SignJWT, calculateJwkThumbprint, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import type { EpochSeconds } from '@/lib/kernel/clock'
import { spentProofs } from './spent-proofs'
import { verifyProof, type ProofExpectation } from './verify-proof'

const now = 1_900_000_000 as EpochSeconds
const url = 'https://authority.example/feed/lease'
const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
const jwk = await exportJWK(publicKey)

type Parts = { header?: Record<string, unknown>; claims?: Record<string, unknown>; key?: CryptoKey }
async function proofOf({ header = {}, claims = {}, key = privateKey }: Parts = {}): Promise<string> {
  const protectedHeader = { typ: 'dpop+jwt', alg: 'ES256', jwk, ...header } as { alg: string; typ: string; jwk: JWK }
  return new SignJWT({ jti: 'one', htm: 'POST', htu: url, iat: now, ...claims }).setProtectedHeader(protectedHeader).sign(key)
}
const check = (proof: string | null, over: Partial<ProofExpectation> = {}) => verifyProof({ proof, method: 'POST', url, now, ...over })
const codeOf = (result: ReturnType<typeof check>) => (result.ok ? 'ok' : result.refusal.code)

describe('a DPoP proof (RFC 9449 §4.3)', () => {
  it('[dpop-signature] is accepted when its own key signed it, and names that key', async () => {
    const result = check(await proofOf())
    expect(result).toEqual({ ok: true, value: { jkt: await calculateJwkThumbprint(jwk), jwk, jti: 'one', iat: now } })
  })

  it('[dpop-signature] may be of Ed25519, under either of its names', async () => {
    const pair = await generateKeyPair('Ed25519', { extractable: true })
    const own = await exportJWK(pair.publicKey)
    for (const alg of ['Ed25519', 'EdDSA']) {
      expect(codeOf(check(await proofOf({ header: { alg, jwk: own }, key: pair.privateKey })))).toBe('ok')
    }
  })

  it('[dpop-signature] is refused when another key signed it', async () => {
    const other = await generateKeyPair('ES256')
    expect(codeOf(check(await proofOf({ key: other.privateKey })))).toBe('signature')
  })

  it('[dpop-one-header] is refused when missing, sent twice, or no JWT', async () => {
    const proof = await proofOf()
    expect(codeOf(check(null))).toBe('missing')
    expect(codeOf(check(''))).toBe('missing')
    for (const bad of [`${proof}, ${proof}`, `${proof}=`, 'a.b', 'a.b.c', `${proof}${'A'.repeat(5_000)}`]) expect(codeOf(check(bad))).toBe('malformed')
  })

  it('[dpop-claims] is refused without any one of its claims', async () => {
    for (const claim of ['jti', 'htm', 'htu', 'iat'])
      expect(codeOf(check(await proofOf({ claims: { [claim]: undefined } })))).toBe('malformed')
    for (const iat of [now * 1_000 + 0.5, '1900000000']) expect(codeOf(check(await proofOf({ claims: { iat } })))).toBe('malformed')
    expect(codeOf(check(await proofOf({ claims: { jti: 'x'.repeat(257) } })))).toBe('malformed')
  })

  it('[dpop-typ] is refused when it is a JWT of another type', async () => {
    expect(codeOf(check(await proofOf({ header: { typ: 'JWT' } })))).toBe('typ')
  })

  it('[dpop-alg] is refused for an algorithm that is symmetric, none, or not of the key', async () => {
    const hmac = new SignJWT({ jti: 'one', htm: 'POST', htu: url, iat: now }).setProtectedHeader({ typ: 'dpop+jwt', alg: 'HS256', jwk })
    expect(codeOf(check(await hmac.sign(new TextEncoder().encode('x'.repeat(32)))))).toBe('alg')
    const none = [{ typ: 'dpop+jwt', alg: 'none', jwk }, { jti: 'one', htm: 'POST', htu: url, iat: now }]
    const text = none.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    expect(codeOf(check(`${text}.AA`))).toBe('alg')
    const ed = await generateKeyPair('Ed25519')
    expect(codeOf(check(await proofOf({ header: { alg: 'Ed25519' }, key: ed.privateKey })))).toBe('jwk')
  })

  it('[dpop-crit] is refused when it demands an extension', async () => {
    const [, body, signature] = (await proofOf()).split('.')
    const head = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk, crit: ['exp'] })).toString('base64url')
    expect(codeOf(check([head, body, signature].join('.')))).toBe('malformed')
  })

  it('[dpop-jwk] is refused with a private key in it, off the curve, or spelled in another way', async () => {
    const spare = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = spare.indexOf(jwk.x!.at(-1)!)
    const respelled = { ...jwk, x: jwk.x!.slice(0, -1) + spare[last ^ 1] }
    expect(codeOf(check(await proofOf({ header: { jwk: { ...(await exportJWK(privateKey)) } } })))).toBe('jwk')
    expect(codeOf(check(await proofOf({ header: { jwk: respelled } })))).toBe('jwk')
    expect(codeOf(check(await proofOf({ header: { jwk: { ...jwk, y: jwk.x } } })))).toBe('jwk')
  })

  it('[dpop-htm] is refused for another method', async () => {
    expect(codeOf(check(await proofOf(), { method: 'GET' }))).toBe('htm')
    expect(codeOf(check(await proofOf({ claims: { htm: 'post' } })))).toBe('htm')
  })

  it('[dpop-htu] is refused for another address; query, fragment, default port and case of the host do not count', async () => {
    for (const htu of ['https://authority.example/feed/leases', 'http://authority.example/feed/lease', 'https://authority.example:444/feed/lease', 'https://u@authority.example/feed/lease', '/feed/lease'])
      expect(codeOf(check(await proofOf({ claims: { htu } })))).toBe('htu')
    for (const htu of ['https://AUTHORITY.example:443/feed/lease', `${url}?a=1#b`])
      expect(codeOf(check(await proofOf({ claims: { htu } })))).toBe('ok')
    expect(codeOf(check(await proofOf(), { url: `${url}?nonce=1` }))).toBe('ok')
  })

  it('[dpop-iat] is refused outside its window, both ways', async () => {
    const proof = await proofOf()
    for (const skew of [-30, 30]) expect(codeOf(check(proof, { now: (now + skew) as EpochSeconds, ageSecondsMax: 30 }))).toBe('ok')
    for (const skew of [-31, 31, 3_600, -3_600])
      expect(codeOf(check(proof, { now: (now + skew) as EpochSeconds, ageSecondsMax: 30 }))).toBe('iat')
  })

  it('[dpop-ath] is bound to the access token beside it, and to the key that the token is bound to', async () => {
    const ath = 'LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ' // SHA-256 of "hello"
    expect(codeOf(check(await proofOf({ claims: { ath } }), { accessToken: 'hello' }))).toBe('ok')
    expect(codeOf(check(await proofOf({ claims: { ath } }), { accessToken: 'hello!' }))).toBe('ath')
    expect(codeOf(check(await proofOf(), { accessToken: 'hello' }))).toBe('ath')
    expect(codeOf(check(await proofOf(), { jkt: await calculateJwkThumbprint(jwk) }))).toBe('ok')
    expect(codeOf(check(await proofOf(), { jkt: 'another' }))).toBe('key')
  })

  it('[dpop-nonce] carries the nonce that was demanded', async () => {
    expect(codeOf(check(await proofOf({ claims: { nonce: 'n' } }), { nonce: 'n' }))).toBe('ok')
    expect(codeOf(check(await proofOf(), { nonce: 'n' }))).toBe('nonce')
  })
})

describe('spent proofs', () => {
  const later = (seconds: number) => (now + seconds) as EpochSeconds
  it('[dpop-jti] accepts a proof once, and the same jti of another key', () => {
    const spent = spentProofs({ ageSecondsMax: 30, capacity: 10 })
    const proof = { jkt: 'k', jti: 'j', iat: now }
    expect(spent.spend(proof, now)).toBe(true)
    expect(spent.spend(proof, later(30))).toBe(false)
    expect(spent.spend({ ...proof, jkt: 'l' }, now)).toBe(true)
  })

  it('refuses when it is full, and has room again when the window has passed', () => {
    const spent = spentProofs({ ageSecondsMax: 30, capacity: 10 })
    for (let n = 0; n < 10; n++) expect(spent.spend({ jkt: 'k', jti: `${n}`, iat: now }, now)).toBe(true)
    expect(spent.spend({ jkt: 'k', jti: 'new', iat: later(2) }, later(2))).toBe(false)
    expect(spent.spend({ jkt: 'k', jti: 'new', iat: later(31) }, later(31))).toBe(true)
    expect(spent.size).toBe(1)
  })

  it('refuses proofs made before it began to remember', () => {
    const spent = spentProofs({ ageSecondsMax: 30, capacity: 10, startedAt: now })
    expect(spent.spend({ jkt: 'k', jti: 'j', iat: later(-1) }, now)).toBe(false)
    expect(spent.spend({ jkt: 'k', jti: 'j', iat: now }, now)).toBe(true)
  })
})
