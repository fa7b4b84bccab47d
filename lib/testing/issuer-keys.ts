import { sign, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { p256KeyPair, rsaKeyPair } from '@/lib/kernel/key-pair'
import type { SigningAlgorithm } from '@/lib/kernel/signer'

type State = 'next' | 'current' | 'previous'
export type FakeIssuerKey = {
  kid: string
  alg: SigningAlgorithm
  state: State
  publicKey: KeyObject
  publicJwk: JWK
  privateKey: KeyObject
  sign(data: Uint8Array): Uint8Array
}

/** An issuer's keys that live in memory, for tests of what signs with them. */
export async function fakeIssuerKeys() {
  const ring = [await makeKey('ES256', 'current'), await makeKey('RS256', 'current')]
  return { keys: (): readonly FakeIssuerKey[] => ring, onChange: () => undefined }
}

async function makeKey(alg: SigningAlgorithm, state: State): Promise<FakeIssuerKey> {
  const { publicKey, privateKey } = alg === 'ES256' ? p256KeyPair() : await rsaKeyPair(2048)
  const bare = publicKey.export({ format: 'jwk' }) as JWK
  const kid = await calculateJwkThumbprint(bare)
  return {
    kid,
    alg,
    state,
    publicKey,
    privateKey,
    publicJwk: { ...bare, kid, alg, use: 'sig' },
    sign: (data) => sign('sha256', data, alg === 'ES256' ? { key: privateKey, dsaEncoding: 'ieee-p1363' } : privateKey),
  }
}
