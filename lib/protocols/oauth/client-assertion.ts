import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Presented } from '@/lib/identity/authority'
import { stateOf } from './request-state'

/** An assertion is made for one request; clocks may differ by `SKEW_SECONDS`. */
const LIFETIME_SECONDS_MAX = 300
const AGE_SECONDS_MAX = 600
export const SKEW_SECONDS = 10
const JTI_LENGTH_MAX = 256
const DIGEST_LENGTH_MAX = 200
const ATTESTED = ['lanyard_code_digest', 'lanyard_config_digest'] as const

/** Header parameters that carry or point to a key (RFC 8725 §3.10), or demand what we do not know. */
const FORBIDDEN_HEADERS = ['jwk', 'jku', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'crit', 'b64', 'zip'] as const

/**
 * What a client assertion must be beyond RFC 7523 §3, after the library has verified it: the issuer as its only
 * audience (rfc7523bis), a short life, no key of its own.
 */
export function checkClientAssertion(ctx: KoaContextWithOIDC, claims: Record<string, unknown>, header: Record<string, unknown>, now: number): void {
  const problem = problemOf(claims, header, { issuer: ctx.oidc.issuer, clientId: ctx.oidc.client?.clientId, now })
  if (problem) throw new errors.InvalidClientAuth(`client assertion ${problem}`)
  stateOf(ctx).attested = attestedBy(claims)
}

/** What a run says that it runs: `lanyard_code_digest` and `lanyard_config_digest`; null where it says nothing. */
export function attestedBy(claims: Record<string, unknown>): Presented | null {
  const [code, config] = ATTESTED.map((name) => claims[name])
  return code === undefined && config === undefined ? null : { code: typeof code === 'string' ? code : null, config: typeof config === 'string' ? config : null }
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
  const odd = ATTESTED.find((name) => claims[name] !== undefined && !isDigest(claims[name]))
  if (odd) return `has a \`${odd}\` that is no digest`
  return null
}

const isDigest = (value: unknown): boolean => typeof value === 'string' && value.length > 0 && value.length <= DIGEST_LENGTH_MAX
