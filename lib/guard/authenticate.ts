import type { IncomingMessage } from 'node:http'
import type { AgentClaims } from './claims'
import type { Destination } from './containment-view'
import type { Call } from './decide'
import type { LeaseState } from './lease'
import type { Point } from './point'
import type { CheckProof, ProofCheckRefusal } from './proof'

/** What of a request says who sends it. */
export type Credentials = Readonly<{ method: string; authorization: string | null; /** The DPoP header. */ proof: string | null }>

/** Who presents what: everything `decide` needs but the scope, which depends on the message. */
export type Presented = Readonly<{
  claims: AgentClaims | null
  facts: Omit<Call, 'scope'>
  /** What kind of challenge the answer carries, when a check of the token fails. */
  challenge: 'none_sent' | 'use_dpop_nonce' | 'invalid_dpop_proof' | 'invalid_token' | 'issuer_unavailable'
}>

const CATCH_UP_MS = 1_000

/**
 * Reads token and proof of one request (RFC 9449 §7.1). A token that is bound to a key is never taken as a bearer
 * token (§7.2), nor from anywhere but the header.
 */
export async function authenticate(
  request: Credentials,
  options: { point: Point; checkProof: CheckProof; audience: string; tenant: string; url: string; server: string },
): Promise<Presented> {
  const { point, audience, tenant } = options
  const lease = point.lease.state()
  const nobody = (detail: string, challenge: Presented['challenge']): Presented => ({
    claims: null,
    challenge,
    facts: { audience, tenant, lease, now: nowOf(lease), token: { ok: false, detail }, proof: { ok: false, detail: 'not checked' }, containment: { epoch: null, contained: null } },
  })

  const header = request.authorization
  if (!header) return nobody('no access token', 'none_sent')
  const [scheme = '', token = '', ...more] = header.split(' ')
  if (scheme.toLowerCase() !== 'dpop') return nobody(`token is bound to a key: send it as DPoP with a proof, not as ${scheme.slice(0, 20)}`, 'invalid_token')
  if (!token || more.length > 0) return nobody('Authorization is malformed', 'invalid_token')

  const read = await point.readToken(token)
  if (!read.ok) return nobody(read.refusal.detail, read.refusal.code === 'unavailable' ? 'issuer_unavailable' : 'invalid_token')
  const claims = read.value
  const known = { [claims.tenant]: claims.epoch } // a token made right after an order may be here before the order is
  const behind = lease.valid && (point.view.behind(lease.epochs).includes(claims.tenant) || point.view.behind(known).length > 0)
  if (behind) await point.caughtUp(CATCH_UP_MS, known)

  const proof = options.checkProof({
    proof: request.proof,
    method: request.method,
    url: options.url,
    accessToken: token,
    jkt: claims.cnf.jkt,
    now: nowOf(point.lease.state()),
  })
  return {
    claims,
    challenge: proof.ok ? 'invalid_token' : challengeOf(proof.refusal),
    facts: {
      audience,
      tenant,
      token: { ok: true, claims },
      proof: proof.ok ? { ok: true } : { ok: false, detail: proof.refusal.detail },
      ...containmentFacts(point, claims, { server: options.server }),
    },
  }
}

/** Lease and containment as they are at this moment: asked again right before a call goes out. */
export function containmentFacts(point: Point, claims: AgentClaims, to: Destination): Pick<Call, 'lease' | 'now' | 'containment'> {
  const lease = point.lease.state()
  return {
    lease,
    now: nowOf(lease),
    containment: { epoch: point.view.epochOf(claims.tenant), contained: point.view.containedIn(claims, to) },
  }
}

const nowOf = (lease: LeaseState): number => (lease.valid ? lease.now : Date.now() / 1000)

const challengeOf = (refusal: ProofCheckRefusal): Presented['challenge'] =>
  refusal.code === 'use_nonce' ? 'use_dpop_nonce' : 'invalid_dpop_proof'

/** Of a request to Node's own server. What was sent twice is not one proof: repeated headers arrive apart here. */
export function credentialsOf(request: IncomingMessage): Credentials {
  const proofs = request.headersDistinct['dpop']
  return { method: request.method ?? '', authorization: request.headers.authorization ?? null, proof: proofs?.length === 1 ? (proofs[0] ?? null) : null }
}
