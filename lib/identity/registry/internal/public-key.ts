import { createHash, createPublicKey } from 'node:crypto'
import { refuse, type Result } from '@/lib/kernel/result'
import type { PublicJwk } from '../contract'

export type AgentPublicKey = { kid: string; alg: 'ES256' | 'Ed25519'; jwk: PublicJwk }

/** Checks that the key is one (its point is on the curve) and names it by its thumbprint, under which it is unique. */
export function checkPublicKey(given: PublicJwk): Result<AgentPublicKey, string> {
  const bare = bareKey(given)
  try {
    createPublicKey({ key: bare, format: 'jwk' })
  } catch {
    return refuse('is not a point on its curve')
  }
  const kid = thumbprint(bare)
  if (given.kid !== undefined && given.kid !== kid)
    return refuse(`has a \`kid\` that is not its RFC 7638 thumbprint: leave it out, or give \`${kid}\``)
  const alg = bare.kty === 'EC' ? 'ES256' : 'Ed25519'
  return { ok: true, value: { kid, alg, jwk: { ...bare, kid, alg, use: 'sig' } as PublicJwk } }
}

/** The members that make the key, and no others: what is stored is what was checked. */
function bareKey(jwk: PublicJwk): { kty: 'EC'; crv: 'P-256'; x: string; y: string } | { kty: 'OKP'; crv: 'Ed25519'; x: string } {
  return jwk.kty === 'EC' ? { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y } : { kty: jwk.kty, crv: jwk.crv, x: jwk.x }
}

/** RFC 7638 §3: SHA-256 over the required members in lexicographic order; RFC 8037 §2 for OKP. */
function thumbprint(bare: ReturnType<typeof bareKey>): string {
  const { crv, kty, x } = bare
  const members = bare.kty === 'EC' ? { crv, kty, x, y: bare.y } : { crv, kty, x }
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}
