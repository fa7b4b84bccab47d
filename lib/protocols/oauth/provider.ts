import Provider, { errors, type Configuration, type KoaContextWithOIDC } from 'oidc-provider'
import { TOKEN_LIFETIME_SECONDS } from '@/lib/identity/authority'
import { findAccount } from './account'
import { adapterFor } from './adapter'
import { extraParams, MANDATE_SECONDS_DEFAULT } from './authorization-params'
import { checkClientAssertion, SKEW_SECONDS } from './client-assertion'
import { firstPartyClients, isFirstParty } from './clients'
import { recordDenials } from './denials'
import type { OAuthDeps } from './deps'
import { externalKeys } from './external-key'
import { loadExistingGrant } from './grants'
import { policy } from './interaction-policy'
import { hashOf } from './opaque-store'
import { plainPages } from './pages'
import { notePlatformAssertions } from './platform-assertion'
import { adoptPresentedToken } from './presented-token'
import { recordBeforeSign } from './record-before-sign'
import { replayStore } from './replay-store'
import { defaultResource, PERSON_TOKEN_SECONDS, resourceServerInfo } from './resources'
import { registerTokenExchange } from './token-exchange'
import { tellUnavailable } from './unavailable'

/** Other ports of this host get every cookie of it; the path keeps this one to those who read it. */
export const SESSION_COOKIE = { httpOnly: true, sameSite: 'lax', signed: true, path: '/oauth' } as const
const CODE_SECONDS = 60
const INTERACTION_SECONDS = 30 * 60
const ALGORITHMS = ['ES256', 'Ed25519', 'EdDSA'] as const

/** The authorization server for one set of signing keys. */
export function createProvider(deps: OAuthDeps): Provider {
  const useOnce = replayStore()
  const provider = new Provider(deps.issuer, configuration(deps, adapterFor(deps, useOnce)))
  // The scheme is pinned with the host; cookies are marked secure by it.
  provider.proxy = true
  // One atomic insert instead of a look and a save, so that of any number at once one passes.
  provider.ReplayDetection.unique = async (issuer, jti, exp) => useOnce(hashOf(`${issuer}\n${jti}`), Math.max(1, exp - deps.clock.now()))
  registerTokenExchange(provider, deps)
  tellUnavailable(provider)
  recordDenials(provider, deps)
  if (deps.platformKeys) notePlatformAssertions(provider, { ...deps, platformKeys: deps.platformKeys })
  provider.on('server_error', (ctx, error) => deps.log('oauth_fault', { path: ctx.path, error: error.message, stack: error.stack }))
  return provider
}

function configuration(deps: OAuthDeps, adapter: Configuration['adapter']): Configuration {
  const pages = deps.pages ?? plainPages
  return {
    adapter,
    clients: firstPartyClients(deps),
    jwks: { keys: externalKeys(deps.keys.keys()) },
    clientAuthMethods: ['private_key_jwt', 'client_secret_basic', 'none'],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clockTolerance: SKEW_SECONDS,
    responseTypes: ['code'],
    subjectTypes: ['public'],
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'email'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false, // there is no userinfo endpoint to fetch them from
    acrValues: [],
    enabledJWA: {
      clientAuthSigningAlgValues: ALGORITHMS,
      dPoPSigningAlgValues: ALGORITHMS,
      idTokenSigningAlgValues: ['ES256', 'RS256'],
    },
    routes: {
      authorization: '/oauth/authorize',
      end_session: '/oauth/session/end',
      introspection: '/oauth/introspection',
      jwks: '/oauth/jwks',
      pushed_authorization_request: '/oauth/par',
      revocation: '/oauth/revocation',
      token: '/oauth/token',
    },
    cookies: {
      keys: [...deps.secrets.cookies],
      names: { session: 'lanyard_authority_session', interaction: 'lanyard_interaction', resume: 'lanyard_resume' },
      long: SESSION_COOKIE,
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? TOKEN_LIFETIME_SECONDS,
      AuthorizationCode: CODE_SECONDS,
      ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? TOKEN_LIFETIME_SECONDS,
      Grant: MANDATE_SECONDS_DEFAULT,
      IdToken: TOKEN_LIFETIME_SECONDS,
      Interaction: INTERACTION_SECONDS,
      RefreshToken: (ctx) => secondsOfGrant(ctx, deps.clock.now()),
      Session: PERSON_TOKEN_SECONDS,
    },
    interactions: { policy: policy(), url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    extraParams: extraParams(deps.gatewayUrl),
    findAccount,
    loadExistingGrant,
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    // A person's API token ends with the person's session; a mandate lasts as long as it was given for.
    expiresWithSession: (ctx) => isFirstParty(ctx.oidc.client?.clientId ?? ''),
    assertJwtClientAuthClaimsAndHeader: async (ctx, claims, header) => {
      checkClientAssertion(ctx, claims, header, deps.clock.now())
      await adoptPresentedToken(deps, ctx)
    },
    formats: { customizers: { jwt: recordBeforeSign(deps) } },
    renderError: (ctx, out, error) => pages.error(ctx, out, error),
    clientBasedCORS: () => false,
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      claimsParameter: { enabled: false },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: false },
      dPoP: { enabled: true, nonceSecret: deps.secrets.dpopNonce, requireNonce: () => false },
      externalSigningSupport: { enabled: true, ack: 'experimental-01' },
      introspection: { enabled: true, allowedPolicy: isOwnToken },
      revocation: { enabled: true, allowedPolicy: isOwnToken },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        defaultResource: (ctx, client, oneOf) => defaultResource(deps, ctx, client, oneOf),
        getResourceServerInfo: (ctx, resource, client) => resourceServerInfo(deps, ctx, resource, client),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => pages.signOut(ctx, form),
        postLogoutSuccessSource: (ctx) => pages.signedOut(ctx),
      },
    },
  }
}

/** RFC 7662 §4: a token tells its holder about itself, and nobody else anything. Enforcement points do not ask here. */
function isOwnToken(_ctx: KoaContextWithOIDC, client: { clientId: string }, token: { clientId?: string | undefined }): boolean {
  return token.clientId === client.clientId
}

/** A refresh token ends with the grant, which ends with the mandate. */
function secondsOfGrant(ctx: KoaContextWithOIDC, now: number): number {
  const exp = ctx.oidc.entities.Grant?.exp
  if (exp === undefined || exp <= now) throw new errors.InvalidGrant('the mandate has ended')
  return exp - now
}

