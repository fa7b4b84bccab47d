import type { AdapterPayload, KoaContextWithOIDC } from 'oidc-provider'
import { activeToken, type AgentTokenClaims } from '@/lib/identity/authority'
import type { OAuthDeps } from './deps'
import { verifyOwnToken } from './own-token'
import { stateOf } from './request-state'

/** What a verified token is looked up by. On its own it names nothing: the token is in the state of its request. */
export const PRESENTED = 'presented-jwt'

const ROUTES: ReadonlySet<string> = new Set(['introspection', 'revocation'])

/**
 * Lets the library's introspection and revocation endpoints, which take opaque tokens only, work on our JWTs: once the
 * caller is authenticated, a token whose signature verifies is exchanged for the record of its hop. A JWT that is not
 * ours becomes a token that nobody knows, so that the answer tells nothing (RFC 7662 §2.2).
 */
export async function adoptPresentedToken(deps: OAuthDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const params = ctx.oidc.params
  const token = params?.['token']
  if (!ROUTES.has(ctx.oidc.route) || !params || typeof token !== 'string' || token.split('.').length !== 3) return
  const verified = await verifyOwnToken(deps, token)
  if (verified.ok) stateOf(ctx).presented = await activeToken(verified.value.delegation)
  params['token'] = PRESENTED
}

/** The record in the shape of the library's AccessToken. `extra` is what introspection shows beside the standard members. */
export function asTokenPayload(claims: AgentTokenClaims | null): AdapterPayload | undefined {
  if (!claims) return undefined
  const { sub, aud, scope, iat, exp, jti, client_id, cnf, iss: _, ...extra } = claims
  return { kind: 'AccessToken', jti, clientId: client_id, accountId: sub, aud, scope, iat, exp, extra, ...{ jkt: cnf.jkt } }
}
