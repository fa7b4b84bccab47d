import type Provider from 'oidc-provider'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose'
import { notePlatformProblem, notePlatformWorkload, platformsOf, type PlatformWorkload } from '@/lib/identity/discovery'
import { inert } from '@/lib/kernel/inert'
import type { OAuthDeps } from './deps'
import { PlatformKeysProblem, type PlatformKeys } from './platform-keys'

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const ASSERTION_LENGTH_MAX = 16_384
const SUBJECT_LENGTH_MAX = 1_000
const ALGORITHMS = ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA', 'Ed25519']
const SKEW_SECONDS = 10
/** Of one token: they say no more of who it is. */
const OF_THE_TOKEN = new Set(['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti', 'cnf'])
const CLAIMS_MAX = 15

/**
 * A platform's workload may show the token that its platform signed for it, as an assertion (RFC 7523 §2.1) at the token
 * endpoint. No token is given for it: an agent asks with a key of its own. But who comes with a platform's word is
 * found, and stands in the inbox with all that the platform says of it. Whoever is not believed is told what the
 * endpoint tells everybody who asks by a grant that it does not have.
 */
export function notePlatformAssertions(provider: Provider, deps: OAuthDeps & { platformKeys: PlatformKeys }): void {
  provider.use(async (ctx, next) => {
    await next()
    if (ctx.path !== '/oauth/token' || ctx.status < 400 || ctx.status >= 500) return
    const { grant_type: grant, assertion } = ((ctx as KoaContextWithOIDC).oidc?.body ?? {}) as Record<string, unknown>
    if (grant !== JWT_BEARER || typeof assertion !== 'string' || assertion.length > ASSERTION_LENGTH_MAX) return
    const seen = await seenIn(deps, assertion)
    if (!seen) return
    ctx.status = 400
    ctx.body = {
      error: 'invalid_grant',
      error_description: seen.isKnown ? 'this workload is known here; an agent asks with a key of its own' : 'this workload is not registered; it was noted, for somebody here to register',
    }
  })
}

async function seenIn(deps: OAuthDeps & { platformKeys: PlatformKeys }, assertion: string): Promise<{ isKnown: boolean } | null> {
  const issuer = issuerIn(assertion)
  const platforms = issuer === null ? [] : await platformsOf(issuer)
  if (issuer === null || platforms.length === 0) return null
  try {
    const { payload } = await jwtVerify(assertion, deps.platformKeys(issuer), {
      issuer,
      audience: [deps.issuer, `${deps.issuer}/oauth/token`],
      algorithms: ALGORITHMS,
      requiredClaims: ['sub', 'exp'],
      clockTolerance: SKEW_SECONDS,
      currentDate: deps.clock.date(),
    })
    const { sub } = payload
    if (sub === undefined || sub === '' || sub.length > SUBJECT_LENGTH_MAX) return null
    const noted = await Promise.all(platforms.map((platform) => notePlatformWorkload(platform, workloadOf(platform.name, sub, payload))))
    deps.log('platform_workload_seen', { issuer })
    return { isKnown: noted.some(({ isKnown }) => isKnown) }
  } catch (error) {
    if (error instanceof PlatformKeysProblem) await Promise.all(platforms.map((platform) => notePlatformProblem(platform, error.message)))
    else if (!(error instanceof errors.JOSEError)) throw error
    deps.log('platform_assertion_refused', { issuer, error: error.message })
    return null
  }
}

/** Read before anything is verified, to know whom to ask for keys; nothing else of it is believed. */
function issuerIn(assertion: string): string | null {
  try {
    const { iss } = decodeJwt(assertion)
    return typeof iss === 'string' && iss.length <= 300 ? iss : null
  } catch {
    return null
  }
}

function workloadOf(platform: string, sub: string, claims: JWTPayload): PlatformWorkload {
  const texts = (...names: string[]): string[] => names.flatMap((name) => (typeof claims[name] === 'string' ? inert(claims[name], 200) : [])).filter(Boolean)
  const subject = inert(sub, 200) || 'no readable subject'
  const key = (claims['cnf'] as { jkt?: unknown } | null | undefined)?.jkt
  const said = Object.keys(claims)
    .filter((name) => !OF_THE_TOKEN.has(name))
    .sort()
  const [name = subject] = texts('name', 'agent_name', 'workload_name')
  return {
    subject: sub,
    shown: subject,
    name: inert(name, 120),
    evidence: {
      client_ids: [...new Set([subject, ...texts('client_id', 'azp', 'appid')])],
      urls: [],
      spiffe_ids: sub.startsWith('spiffe://') ? [subject] : [],
      key_ids: typeof key === 'string' && /^[A-Za-z0-9_-]{1,200}$/.test(key) ? [key] : [],
      reaches: [],
      document: { platform: inert(platform, 40) },
      notes: [
        `Signed by ${inert(platform, 60)}, and verified with the keys that it publishes`,
        `subject: ${subject}`,
        ...said.slice(0, CLAIMS_MAX).map((claim) => `${inert(claim, 60) || '?'}: ${shown(claims[claim])}`),
        ...(said.length > CLAIMS_MAX ? [`and ${said.length - CLAIMS_MAX} more claims`] : []),
      ],
      written_at: null,
    },
  }
}

/** A value as text; one that could let somebody in is not kept. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return /[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/.test(text) ? 'a token, which is not kept' : inert(text, 200) || 'empty'
}
