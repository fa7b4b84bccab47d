import { verify, type KeyObject } from 'node:crypto'
import { errors, type CompactJWSHeaderParameters } from 'jose'

/** Of the algorithms whose signatures have 64 bytes: P-256 as r || s (RFC 7518 §3.4), and Ed25519 (RFC 8037). */
export type JwsAlgorithm = 'ES256' | 'EdDSA' | 'Ed25519'
export type Jws = Readonly<{ header: CompactJWSHeaderParameters; parts: { protected: string; payload: string; signature: string } }>

const COMPACT = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/

/**
 * A compact JWS taken apart (RFC 7515 §5.2), of one of `algorithms` and without extensions; not verified. Throws jose's
 * errors, whose messages name no value of it.
 */
export function readJws(jws: string, algorithms: readonly JwsAlgorithm[]): Jws {
  const [, head = '', payload = '', signature = ''] = COMPACT.exec(jws) ?? []
  const header = head === '' ? null : decoded(head)
  if (typeof header !== 'object' || header === null) throw new errors.JWSInvalid('Invalid Compact JWS')
  const { alg } = header as { alg?: unknown }
  if (!(algorithms as readonly unknown[]).includes(alg)) throw new errors.JOSEAlgNotAllowed('"alg" (Algorithm) Header Parameter value not allowed')
  if ('crit' in header) throw new errors.JOSENotSupported('Extension Header Parameters are not supported')
  return { header: header as CompactJWSHeaderParameters, parts: { protected: head, payload, signature } }
}

/**
 * Its payload, once `key` has verified it. At once and on this thread: a queue for other threads takes longer than the
 * verification, and an order to stop must not stand in one.
 */
export function payloadOf({ header, parts }: Jws, key: KeyObject): unknown {
  const signature = Buffer.from(parts.signature, 'base64url')
  const text = Buffer.from(`${parts.protected}.${parts.payload}`)
  const isEc = header.alg === 'ES256'
  const fits = isEc ? key.asymmetricKeyDetails?.namedCurve === 'prime256v1' : key.asymmetricKeyType === 'ed25519'
  const isGood = fits && signature.length === 64 && verify(isEc ? 'sha256' : null, text, isEc ? { key, dsaEncoding: 'ieee-p1363' } : key, signature)
  if (!isGood) throw new errors.JWSSignatureVerificationFailed()
  return JSON.parse(Buffer.from(parts.payload, 'base64url').toString())
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return null
  }
}
