import { createHash, type JsonWebKey } from 'node:crypto'

/** Asymmetric, 64-byte signatures, no parameters to choose. `EdDSA` is the older name of `Ed25519` (RFC 9864). */
export const proofAlgorithms = ['ES256', 'Ed25519', 'EdDSA'] as const
export type ProofAlgorithm = (typeof proofAlgorithms)[number]

/**
 * The public key of a proof's header, stripped to the members that make it a key; null unless it is one of the
 * curve that `alg` names. A key with a private or symmetric part is no public key (RFC 9449 §4.3 (7)).
 */
export function publicJwkOf(jwk: Record<string, unknown>, alg: ProofAlgorithm): JsonWebKey | null {
  if ('d' in jwk || 'k' in jwk) return null
  const { kty, crv, x, y } = jwk
  if (alg === 'ES256') {
    if (kty !== 'EC' || crv !== 'P-256' || !isCoordinate(x) || !isCoordinate(y)) return null
    return { kty, crv, x, y }
  }
  if (kty !== 'OKP' || crv !== 'Ed25519' || !isCoordinate(x)) return null
  return { kty, crv, x }
}

/** RFC 7638 §3: the required members alone, in lexical order, without white space. */
export function thumbprintOf({ kty, crv, x, y }: JsonWebKey): string {
  const members = kty === 'EC' ? { crv, kty, x, y } : { crv, kty, x }
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}

/** 32 bytes in the one canonical spelling: another spelling of the same bytes would be another thumbprint. */
function isCoordinate(value: unknown): value is string {
  if (typeof value !== 'string' || value.length !== 43) return false
  const bytes = Buffer.from(value, 'base64url')
  return bytes.length === 32 && bytes.toString('base64url') === value
}
