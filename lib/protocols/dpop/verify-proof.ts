import { createHash, createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { EpochSeconds } from '@/lib/kernel/clock'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { proofAlgorithms, publicJwkOf, thumbprintOf, type ProofAlgorithm } from './proof-key'

/** RFC 9449 §11.1: short enough to make a stolen proof useless, long enough for clocks that differ. */
export const PROOF_AGE_SECONDS_MAX = 60
/** A proof of 2048-bit RSA fits in 2 KB; ours are far smaller, and nothing longer is parsed. */
const PROOF_LENGTH_MAX = 4_096
const JWS = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/

export type ProofRefusal = {
  code: 'missing' | 'malformed' | 'typ' | 'alg' | 'jwk' | 'signature' | 'htm' | 'htu' | 'iat' | 'ath' | 'nonce' | 'key'
}

export type Proof = Readonly<{
  /** RFC 7638 SHA-256 thumbprint of the key that signed: what `cnf.jkt` binds to. */
  jkt: string
  jwk: JsonWebKey
  jti: string
  iat: EpochSeconds
}>

export type ProofExpectation = Readonly<{
  /** The value of the `DPoP` header; several headers arrive joined by commas, and are refused as malformed. */
  proof: string | null | undefined
  method: string
  /** As the client addresses it, origin included; query and fragment are ignored (RFC 9449 §4.3). */
  url: string
  now: EpochSeconds
  /** Seconds that `iat` may differ from `now`, both ways. */
  ageSecondsMax?: number
  /** The access token sent beside the proof: `ath` must be its hash. */
  accessToken?: string
  /** The thumbprint that the access token, or an enrolment, is bound to. */
  jkt?: string
  /** The nonce the server demanded (RFC 9449 §8). */
  nonce?: string
}>

const Header = z.object({ typ: z.string(), alg: z.string(), jwk: z.record(z.string(), z.unknown()), crit: z.never().optional() })
const Payload = z.object({
  jti: z.string().min(1).max(256),
  htm: z.string(),
  htu: z.string(),
  iat: z.number().int(),
  ath: z.string().optional(),
  nonce: z.string().optional(),
})

/**
 * The checks of RFC 9449 §4.3, in an order that costs least: nothing is computed for a proof that is not one.
 * Pure: that a `jti` is used once is the caller's to remember (see `spent-proofs`), after this has said yes.
 */
export function verifyProof(expected: ProofExpectation): Result<Proof, ProofRefusal> {
  if (!expected.proof) return refuse({ code: 'missing' })
  const jws = expected.proof.length <= PROOF_LENGTH_MAX ? JWS.exec(expected.proof) : null
  if (!jws) return refuse({ code: 'malformed' })
  const [, head = '', body = '', signature = ''] = jws
  const before = known.get(head)
  const payload = Payload.safeParse(decoded(body))
  const header = before ? ok(before) : signerOf(head)
  if (!payload.success) return refuse({ code: 'malformed' })
  if (!header.ok) return header
  const { alg, jwk, jkt } = header.value

  const { jti, htm, htu, iat, ath, nonce } = payload.data
  if (htm !== expected.method) return refuse({ code: 'htm' })
  if (!sameTarget(htu, expected.url)) return refuse({ code: 'htu' })
  if (Math.abs(expected.now - iat) > (expected.ageSecondsMax ?? PROOF_AGE_SECONDS_MAX)) return refuse({ code: 'iat' })
  if (expected.nonce !== undefined && nonce !== expected.nonce) return refuse({ code: 'nonce' })
  if (expected.accessToken !== undefined && ath !== sha256(expected.accessToken)) return refuse({ code: 'ath' })
  if (expected.jkt !== undefined && jkt !== expected.jkt) return refuse({ code: 'key' })

  const key = header.value.key ?? imported(jwk)
  if (!key) return refuse({ code: 'jwk' })
  if (!isSigned(key, alg, `${head}.${body}`, signature)) return refuse({ code: 'signature' })
  if (!before) keep(head, { alg, jwk, jkt, key })
  return ok({ jkt, jwk, jti, iat: iat as EpochSeconds })
}

/** Who signs, by the header of a proof. */
type Signer = Readonly<{ alg: ProofAlgorithm; jwk: JsonWebKey; jkt: string; key: KeyObject | null }>

function signerOf(head: string): Result<Signer, ProofRefusal> {
  const header = Header.safeParse(decoded(head))
  if (!header.success) return refuse({ code: 'malformed' })
  if (header.data.typ !== 'dpop+jwt') return refuse({ code: 'typ' })
  const alg = header.data.alg as ProofAlgorithm
  if (!proofAlgorithms.includes(alg)) return refuse({ code: 'alg' })
  const jwk = publicJwkOf(header.data.jwk, alg)
  return jwk ? ok({ alg, jwk, jkt: thumbprintOf(jwk), key: null }) : refuse({ code: 'jwk' })
}

/** Compared after the normalisation of RFC 3986 §6.2.2 and §6.2.3 (case of host, default port, dot segments). */
function sameTarget(htu: string, url: string): boolean {
  if (htu === url) return true
  if (!URL.canParse(htu)) return false
  const claimed = new URL(htu)
  const actual = new URL(url)
  return !claimed.username && !claimed.password && claimed.origin === actual.origin && claimed.pathname === actual.pathname
}

function isSigned(key: KeyObject, alg: ProofAlgorithm, text: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64url')
  if (bytes.length !== 64) return false // both P-256 (r || s, RFC 7518 §3.4) and Ed25519 (RFC 8037)
  return alg === 'ES256'
    ? verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, bytes)
    : verify(null, Buffer.from(text), key, bytes)
}

/**
 * Signers by the very text of their header: who sends one proof sends many, and each begins with the same one. To read it
 * and to import its key costs as much as a verification. Only one that has signed gets in, and the oldest gives way.
 */
const known = new Map<string, Signer>()
const KNOWN_MAX = 2_000
function keep(head: string, signer: Signer): void {
  const oldest = known.keys().next()
  if (known.size >= KNOWN_MAX && !oldest.done) known.delete(oldest.value)
  known.set(head, signer)
}

/** Null for coordinates that are no point of the curve. */
function imported(jwk: JsonWebKey): KeyObject | null {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    return null
  }
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return null
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')
