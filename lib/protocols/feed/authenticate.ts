import type { Point, SpentProof } from '@/lib/identity/containment'
import type { Clock } from '@/lib/kernel/clock'
import { refuse, ok, type Result } from '@/lib/kernel/result'
import { spentProofs } from '../dpop/spent-proofs'
import { verifyProof, type Proof, type ProofRefusal } from '../dpop/verify-proof'
import type { ContainmentView } from './containment-view'

/** Points ask twice a second from machines whose clocks are kept; a proof older than this is somebody else's. */
export const FEED_PROOF_AGE_SECONDS = 30
/** Room for about fifty points that write a hundred batches a second each, for as long as a proof is good. */
const PROOFS_MAX = 300_000

export type Authenticated = { point: Point; proof: SpentProof }
export type Authenticate = {
  /** A proof that is whole, fresh and unused, of whatever key. */
  proof(request: Request): Result<Proof, { code: ProofRefusal['code'] | 'replayed' }>
  /** As `proof`, of an enrolled key. */
  point(request: Request): Promise<Result<Authenticated, { code: ProofRefusal['code'] | 'replayed' | 'not_enrolled' }>>
}

/**
 * Who asks: the point whose enrolled key signed the DPoP proof of this very request. The address that the proof must
 * name is built from the issuer, never from the request's Host.
 */
export function authenticator(options: { issuer: string; view: ContainmentView; clock: Clock }): Authenticate {
  const { issuer, view, clock } = options
  const spent = spentProofs({ ageSecondsMax: FEED_PROOF_AGE_SECONDS, capacity: PROOFS_MAX })

  function proof(request: Request): ReturnType<Authenticate['proof']> {
    const now = clock.now()
    const verified = verifyProof({
      proof: request.headers.get('dpop'),
      method: request.method,
      url: new URL(new URL(request.url).pathname, issuer).href,
      now,
      ageSecondsMax: FEED_PROOF_AGE_SECONDS,
    })
    if (!verified.ok) return verified
    return spent.spend(verified.value, now) ? verified : refuse({ code: 'replayed' })
  }

  return {
    proof,
    async point(request) {
      const proven = proof(request)
      if (!proven.ok) return proven
      const { jkt, jti, iat } = proven.value
      const point = await view.pointOf(jkt)
      if (!point) return refuse({ code: 'not_enrolled' })
      return ok({ point, proof: { id: `feed.${jkt}.${jti}`, goodUntil: new Date((iat + FEED_PROOF_AGE_SECONDS) * 1000) } })
    },
  }
}
