import { createHash } from 'node:crypto'
import { decodeProtectedHeader, errors, type JWTVerifyGetKey } from 'jose'
import { refuse, ok, type Result } from '@/lib/kernel/result'
import { AgentClaims } from './claims'
import { signedByIssuer } from './signed-by-issuer'

/** `unavailable`: the issuer's keys could not be read, so nothing is known about the token, good or bad. */
export type TokenRefusal = { code: 'bad_signature' | 'bad_claims' | 'unavailable'; detail: string }
export type ReadAccessToken = (token: string) => Promise<Result<AgentClaims, TokenRefusal>>

const TOKEN_BYTES_MAX = 16_384
const VERIFIED_MAX = 5_000
/** A verified token is believed this long without verifying again, while its key is good. */
const VERIFIED_MS = 30_000

/**
 * Reads an agent's access token: RFC 9068 `typ`, ES256 and nothing else (RFC 8725 §3.1), a key of the pinned issuer,
 * and the shape of the claims. Whether it is for this resource, still good and presented by its owner is decided
 * afterwards by `decide`, so that a record can say all of it at once.
 */
export function accessTokenReader(options: {
  issuer: string
  keys: JWTVerifyGetKey
  /** Whether the issuer still stands by this key, as the lease in force says; asked at every use of a token. */
  isGood?: (kid: string) => boolean
}): ReadAccessToken {
  const { isGood = () => true } = options
  const verified = new Map<string, { claims: AgentClaims; kid: string; until: number }>()

  return async (token) => {
    if (token.length > TOKEN_BYTES_MAX) return refuse({ code: 'bad_signature', detail: 'token is too long' })
    const digest = createHash('sha256').update(token).digest('base64url')
    const known = verified.get(digest)
    if (known && known.until > performance.now() && isGood(known.kid)) return ok(known.claims)
    verified.delete(digest)
    const kid = kidOf(token)
    if (kid !== null && !isGood(kid)) return refuse({ code: 'bad_signature', detail: 'no key of the issuer has this kid' })

    const payload = await verify(token, options.keys)
    if (!payload.ok) return payload
    if (kid === null) return refuse({ code: 'bad_signature', detail: 'the token names no kid' })
    const parsed = AgentClaims.safeParse(payload.value)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      return refuse({ code: 'bad_claims', detail: `claim \`${issue?.path.join('.') || 'token'}\`: ${issue?.message ?? 'not valid'}` })
    }
    if (parsed.data.iss !== options.issuer) return refuse({ code: 'bad_claims', detail: 'issuer is another' })
    const oldest = verified.keys().next()
    if (verified.size >= VERIFIED_MAX && !oldest.done) verified.delete(oldest.value)
    verified.set(digest, { claims: parsed.data, kid, until: performance.now() + VERIFIED_MS })
    return ok(parsed.data)
  }
}

function kidOf(token: string): string | null {
  try {
    return decodeProtectedHeader(token).kid ?? null
  } catch {
    return null
  }
}

async function verify(token: string, keys: JWTVerifyGetKey): Promise<Result<unknown, TokenRefusal>> {
  try {
    const { payload, header } = await signedByIssuer(token, keys)
    const typ = header.typ?.toLowerCase().replace(/^application\//, '')
    if (typ !== 'at+jwt') return refuse({ code: 'bad_signature', detail: 'typ is not at+jwt' })
    return ok(payload)
  } catch (error) {
    if (error instanceof SyntaxError) return refuse({ code: 'bad_claims', detail: 'payload is not JSON' })
    if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError))
      return refuse({ code: 'unavailable', detail: 'the keys of the issuer could not be read' })
    return refuse({ code: 'bad_signature', detail: reasonOf(error) })
  }
}

/** jose's messages name header parameters and claims, never values of the token. */
function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature does not verify'
  if (error instanceof errors.JWKSNoMatchingKey) return 'no key of the issuer has this kid'
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm is not ES256'
  return error.message.toLowerCase().slice(0, 160)
}
