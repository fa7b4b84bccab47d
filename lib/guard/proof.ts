import { randomBytes } from 'node:crypto'
import type { EpochSeconds } from '@/lib/kernel/clock'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { spentProofs } from '@/lib/protocols/dpop/spent-proofs'
import { PROOF_AGE_SECONDS_MAX, verifyProof, type ProofRefusal } from '@/lib/protocols/dpop/verify-proof'

/** A proof made by a clock that is ahead; more than this is refused, so that few proofs could outlive a restart. */
const AHEAD_SECONDS_MAX = 5
const SPENT_MAX = 200_000

export type PresentedProof = { proof: string | null; method: string; url: string; accessToken: string; jkt: string; now: number }
export type ProofCheckRefusal = { code: ProofRefusal['code'] | 'replayed' | 'use_nonce'; detail: string }
export type CheckProof = {
  (presented: PresentedProof): Result<null, ProofCheckRefusal>
  /** What a client must put into `nonce` when it is told `use_dpop_nonce` (RFC 9449 §9). */
  readonly nonce: string
}

const DETAILS: Record<ProofCheckRefusal['code'], string> = {
  missing: 'no DPoP proof',
  malformed: 'DPoP proof is not one well-formed JWT',
  typ: 'typ of the proof is not dpop+jwt',
  alg: 'algorithm of the proof is not allowed',
  jwk: 'key of the proof is not a public key of that algorithm',
  signature: 'signature of the proof does not verify',
  htm: 'htm of the proof is not the method of this request',
  htu: 'htu of the proof is not the address of this request',
  iat: 'iat of the proof is outside the window',
  ath: 'ath of the proof is not the hash of this token',
  nonce: 'nonce of the proof is not the one that was given',
  key: 'proof is by another key than the token is bound to',
  replayed: 'proof was used before',
  use_nonce: 'proof needs the nonce that this answer carries: this server has just started',
}

/**
 * Checks the proof beside a token, once and for this request only (RFC 9449 §4.3, §7.1, §11.1).
 *
 * What was used before this process started cannot be known, and a proof may be up to `AHEAD_SECONDS_MAX` from the
 * future. So a proof with an `iat` from before start + that bound must carry this process's nonce, which nobody had
 * earlier; the SDKs fetch it by themselves. Afterwards no nonce is asked for.
 */
export function proofChecker(): CheckProof {
  const nonce = randomBytes(18).toString('base64url')
  const spent = spentProofs({ ageSecondsMax: PROOF_AGE_SECONDS_MAX, capacity: SPENT_MAX })
  let startedAt: number | null = null
  const no = (code: ProofCheckRefusal['code']) => refuse({ code, detail: DETAILS[code] })

  const check = ({ now: exact, ...expected }: PresentedProof): Result<null, ProofCheckRefusal> => {
    const now = Math.floor(exact) as EpochSeconds
    // When this process started, by the clock that `now` is read from.
    startedAt ??= exact - performance.now() / 1000
    const proof = verifyProof({ ...expected, now })
    if (!proof.ok) return no(proof.refusal.code)
    if (proof.value.iat > now + AHEAD_SECONDS_MAX) return no('iat')
    if (proof.value.iat <= startedAt + AHEAD_SECONDS_MAX && !verifyProof({ ...expected, now, nonce }).ok) return no('use_nonce')
    return spent.spend(proof.value, now) ? ok(null) : no('replayed')
  }
  return Object.assign(check, { nonce })
}
