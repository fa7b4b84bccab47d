import { errors, type KoaContextWithOIDC } from 'oidc-provider'

/** An assertion is made for one request; clocks may differ by `SKEW_SECONDS`. */
const LIFETIME_SECONDS_MAX = 300
const AGE_SECONDS_MAX = 600
export const SKEW_SECONDS = 10
const JTI_LENGTH_MAX = 256

/** Header parameters that carry or point to a key (RFC 8725 §3.10), or demand what we do not know. */
const FORBIDDEN_HEADERS = ['jwk', 'jku', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'crit', 'b64', 'zip'] as const

/**
 * What a client assertion must be beyond RFC 7523 §3, after the library has verified it: the issuer as its only
 * audience (rfc7523bis), a short life, no key of its own.
 */
export function checkClientAssertion(ctx: KoaContextWithOIDC, claims: Record<string, unknown>, header: Record<string, unknown>, now: number): void {
  const problem = problemOf(claims, header, { issuer: ctx.oidc.issuer, clientId: ctx.oidc.client?.clientId, now })
  if (problem) throw new errors.InvalidClientAuth(`client assertion ${problem}`)
}

export function problemOf(
  claims: Record<string, unknown>,
  header: Record<string, unknown>,
  expected: { issuer: string; clientId: string | undefined; now: number },
): string | null {
  const { aud, exp, iat, jti, sub } = claims
  const named = FORBIDDEN_HEADERS.find((name) => name in header)
  if (named) return `has the header parameter \`${named}\``
  if (sub !== expected.clientId) return 'has another subject'
  if (!(aud === expected.issuer || (Array.isArray(aud) && aud.length === 1 && aud[0] === expected.issuer))) return 'has another audience than the issuer'
  if (typeof jti !== 'string' || jti.length > JTI_LENGTH_MAX) return 'has a jti that is too long'
  if (!Number.isSafeInteger(exp) || (exp as number) > expected.now + LIFETIME_SECONDS_MAX + SKEW_SECONDS) return `is good for longer than ${LIFETIME_SECONDS_MAX} seconds`
  if (iat !== undefined && (typeof iat !== 'number' || iat > expected.now + SKEW_SECONDS || iat < expected.now - AGE_SECONDS_MAX)) return 'was not made now'
  return null
}
