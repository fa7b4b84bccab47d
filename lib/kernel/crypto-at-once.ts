import { createHash, KeyObject, verify as verifyNow, webcrypto } from 'node:crypto'

type Subtle = webcrypto.SubtleCrypto
type ImportKey = (...args: unknown[]) => Promise<webcrypto.CryptoKey>

/** What is longer takes long enough to be worth another thread. */
const BYTES_MAX = 64 * 1024
const SIGNATURE_BYTES = 64
/** Imported public keys that are remembered; of a request's header, so that their number and length are bounded. */
const [KEYS_MAX, KEY_LENGTH_MAX] = [2_000, 1_000]

/**
 * Has WebCrypto answer on the spot what a token request asks it: ES256 verifications and SHA-256 of a few hundred bytes,
 * and the import of public keys, of which those that were imported lately are known. It gives each to another thread
 * otherwise, and handing over and waking up took a quarter of the processor's time of a token. The libraries on the way
 * of a request know nothing but WebCrypto; our own code asks `node:crypto` itself. It is the same OpenSSL either way,
 * and whatever is not exactly this goes where it went.
 */
export function answerAtOnce(subtle: Subtle = webcrypto.subtle): void {
  const original = { verify: subtle.verify.bind(subtle), digest: subtle.digest.bind(subtle), importKey: subtle.importKey.bind(subtle) as ImportKey }
  const objects = new WeakMap<webcrypto.CryptoKey, KeyObject>()
  const keys = new Map<string, Promise<webcrypto.CryptoKey>>()

  const verify: Subtle['verify'] = async (algorithm, key, signature, data) => {
    const [given, signed] = [bytesOf(signature), bytesOf(data)]
    if (!given || given.length !== SIGNATURE_BYTES || !signed || !isEs256(algorithm) || !isForEs256(key)) return original.verify(algorithm, key, signature, data)
    const known = objects.get(key) ?? KeyObject.from(key)
    objects.set(key, known)
    return verifyNow('sha256', signed, { key: known, dsaEncoding: 'ieee-p1363' }, given)
  }

  const digest: Subtle['digest'] = async (algorithm, data) => {
    const bytes = bytesOf(data)
    return bytes && nameOf(algorithm) === 'SHA-256' ? new Uint8Array(createHash('sha256').update(bytes).digest()).buffer : original.digest(algorithm, data)
  }

  const importKey: ImportKey = (...args) => {
    const name = publicKeyNamed(args)
    if (name === null) return original.importKey(...args)
    const known = keys.get(name)
    if (known) return known
    const importing = original.importKey(...args)
    keys.set(name, importing)
    importing.catch(() => keys.delete(name))
    const [oldest] = keys.keys()
    if (keys.size > KEYS_MAX && oldest !== undefined) keys.delete(oldest)
    return importing
  }

  for (const [name, value] of Object.entries({ verify, digest, importKey })) Object.defineProperty(subtle, name, { value, configurable: true, writable: true })
}

/** Null for what is no bytes, or many: the original says what it makes of it. */
function bytesOf(data: unknown): Uint8Array | null {
  const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data instanceof Uint8Array ? data : null
  return bytes && bytes.length <= BYTES_MAX ? bytes : null
}

const nameOf = (algorithm: unknown): unknown => (typeof algorithm === 'string' ? algorithm : (algorithm as { name?: unknown } | null)?.name)
const isEs256 = (algorithm: unknown): boolean => nameOf(algorithm) === 'ECDSA' && nameOf((algorithm as { hash?: unknown }).hash) === 'SHA-256'

const isForEs256 = (key: unknown): boolean =>
  key instanceof CryptoKey && key.type === 'public' && key.usages.includes('verify') && key.algorithm.name === 'ECDSA' && (key.algorithm as webcrypto.EcKeyAlgorithm).namedCurve === 'P-256'

/** All that decides what is imported, for a public key on a curve; null for every other key. */
function publicKeyNamed([format, key, ...rest]: readonly unknown[]): string | null {
  if (format !== 'jwk' || typeof key !== 'object' || key === null || !('kty' in key) || key.kty !== 'EC' || 'd' in key) return null
  const name = JSON.stringify([key, rest])
  return name.length <= KEY_LENGTH_MAX ? name : null
}
