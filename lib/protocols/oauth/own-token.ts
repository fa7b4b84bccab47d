import { errors, jwtVerify, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { idField } from '@/lib/kernel/fields'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { OAuthDeps } from './deps'

/** Longer than any token of ours; nothing longer is parsed. */
const TOKEN_LENGTH_MAX = 16_384

/** What an access token of ours names for certain. Everything else is read from the record, not from the token. */
const Named = z.object({ delegation: idField<'delegation'>(), client_id: idField<'agent'>(), tenant: idField<'tenant'>(), aud: z.string() })
export type OwnToken = z.output<typeof Named>

export type OwnTokenRefusal = { code: 'signature' | 'expiry'; detail: string }

/**
 * Verifies an access token of this authority: RFC 9068 `typ`, ES256 and nothing else (RFC 8725 §3.1), one of our
 * published keys by its `kid`, our issuer, not expired. Keys that a header names or carries are never looked at.
 */
export async function verifyOwnToken(deps: Pick<OAuthDeps, 'issuer' | 'keys' | 'clock'>, token: string): Promise<Result<OwnToken, OwnTokenRefusal>> {
  if (token.length > TOKEN_LENGTH_MAX) return refuse({ code: 'signature', detail: 'token is too long' })
  const key: JWTVerifyGetKey = ({ kid }) => {
    const found = deps.keys.keys().find((candidate) => candidate.kid === kid && candidate.alg === 'ES256')
    if (!found) throw new errors.JWKSNoMatchingKey()
    return found.publicKey
  }
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['ES256'],
      typ: 'at+jwt',
      issuer: deps.issuer,
      requiredClaims: ['exp', 'jti', 'aud'],
      currentDate: deps.clock.date(),
    })
    const named = Named.safeParse(payload)
    return named.success ? ok(named.data) : refuse({ code: 'signature', detail: 'token is not an agent’s access token' })
  } catch (error) {
    if (error instanceof errors.JWTExpired) return refuse({ code: 'expiry', detail: 'token has expired' })
    if (error instanceof errors.JOSEError) return refuse({ code: 'signature', detail: 'token is not one of ours' })
    throw error
  }
}
