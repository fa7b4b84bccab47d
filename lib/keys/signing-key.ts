import { createPrivateKey, createPublicKey, sign, type JsonWebKey, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { p256KeyPair, rsaKeyPair } from '@/lib/kernel/key-pair'
import { OperatorError } from '@/lib/kernel/operator-error'
import type { SealedKey, SigningAlgorithm } from '@/lib/kernel/signer'
import type { KeyState } from '@/lib/kernel/signing-keys'
import type { KeyEncryptionKey } from '@/lib/secrets/key-encryption-key'
import { seal, unseal } from '@/lib/secrets/seal'

export const SIGNING_ALGORITHMS = ['ES256', 'RS256'] as const satisfies readonly SigningAlgorithm[]
/** CAEP's interoperability profile asks for 2048 bits or more. */
const RSA_BITS = 2048

/** A key as it lies in the database: PKCS#8, sealed with the key-encryption key under this key's own `kid`. */
export type StoredKey = SealedKey & { state: KeyState }

/** A key that can sign. Its private half never leaves this folder. */
export type SigningKey = {
  readonly kid: string
  readonly alg: SigningAlgorithm
  readonly publicKey: KeyObject
  readonly publicJwk: JWK
  sign(data: Uint8Array): Buffer
}

/** A new key, sealed for storage. Its `kid` is its RFC 7638 thumbprint, so that two keys cannot share one. */
export async function makeKey(kek: KeyEncryptionKey, alg: SigningAlgorithm): Promise<SealedKey> {
  const pair = alg === 'ES256' ? p256KeyPair() : await rsaKeyPair(RSA_BITS)
  const bare = pair.publicKey.export({ format: 'jwk' }) as JWK
  const kid = await calculateJwkThumbprint(bare)
  const sealed = seal(kek, pair.privateKey.export({ format: 'der', type: 'pkcs8' }), contextOf(kid))
  return { kid, alg, publicJwk: { ...bare, kid, alg, use: 'sig' }, sealed: sealed.toString('base64url') }
}

/** One new key for each algorithm: what a rotation publishes as next. */
export const makeKeys = (kek: KeyEncryptionKey): Promise<SealedKey[]> => Promise.all(SIGNING_ALGORITHMS.map((alg) => makeKey(kek, alg)))

/**
 * Opens a stored key. Refuses, in words for the operator, one that was sealed with another key-encryption key, and
 * one whose row does not fit together: a `kid` that is not its thumbprint, or halves of two different keys.
 */
export async function openKey(kek: KeyEncryptionKey, stored: StoredKey): Promise<SigningKey> {
  const privateKey = unsealed(kek, stored)
  const publicKey = createPublicKey(privateKey)
  const published = createPublicKey({ key: stored.publicJwk as JsonWebKey, format: 'jwk' })
  if (!publicKey.equals(published) || (await calculateJwkThumbprint(stored.publicJwk)) !== stored.kid)
    throw new OperatorError(`the signing key \`${stored.kid}\` in the database is not the key it says it is: restore the table signing_key`)
  return {
    kid: stored.kid,
    alg: stored.alg,
    publicKey,
    publicJwk: stored.publicJwk,
    // Synchronous: ten times the rate of WebCrypto for a signature this small.
    sign: (data) => sign('sha256', data, stored.alg === 'ES256' ? { key: privateKey, dsaEncoding: 'ieee-p1363' } : privateKey),
  }
}

function unsealed(kek: KeyEncryptionKey, { kid, sealed }: StoredKey): KeyObject {
  try {
    const der = unseal(kek, Buffer.from(sealed, 'base64url'), contextOf(kid))
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } catch (cause) {
    throw Object.assign(
      new OperatorError(`the signing key \`${kid}\` does not open with this key-encryption key: use the one that this database was sealed with`),
      { cause },
    )
  }
}

const contextOf = (kid: string): string => `signing-key/${kid}`
