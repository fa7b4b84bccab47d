import { errors, type Client, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider'
import { resourceOf, resourcesOf, serverOf, serverOfScope, TOKEN_LIFETIME_SECONDS, type ClientAgent } from '@/lib/identity/authority'
import { isFirstParty, isReceiver } from './clients'
import { apiResourceOf, signalsResourceOf, type OAuthDeps } from './deps'
import { agentOf, stateOf } from './request-state'

/** A person's token for the management API: 8 hours, revocable at once, never renewed. */
export const PERSON_TOKEN_SECONDS = 8 * 3_600

/** A receiver's token for its stream; a receiver that was removed is nobody at the next call, whatever it holds. */
const RECEIVER_TOKEN_SECONDS = 3_600
export const SIGNAL_SCOPES = ['ssf.read', 'ssf.manage'] as const

type Where = Pick<OAuthDeps, 'issuer' | 'gatewayUrl'>

/**
 * What a resource indicator (RFC 8707) means to a client. People's clients reach the management API and nothing else,
 * agents reach the tool servers their document names and never the management API, whoever stands behind them.
 * A tool server of another tenant is as unknown as one that does not exist.
 */
export async function resourceServerInfo(where: Where, ctx: KoaContextWithOIDC, resource: string, client: Client): Promise<ResourceServer> {
  if (isFirstParty(client.clientId)) {
    if (resource !== apiResourceOf(where.issuer)) throw new errors.InvalidTarget()
    return { audience: resource, scope: '', accessTokenFormat: 'opaque', accessTokenTTL: PERSON_TOKEN_SECONDS }
  }
  if (isReceiver(client)) {
    if (resource !== signalsResourceOf(where.issuer)) throw new errors.InvalidTarget()
    return { audience: resource, scope: SIGNAL_SCOPES.join(' '), accessTokenFormat: 'opaque', accessTokenTTL: RECEIVER_TOKEN_SECONDS }
  }
  const agent = await agentOf(stateOf(ctx), client.clientId)
  const server = serverOf(where.gatewayUrl, resource, agent?.guarded)
  const scopes = agent?.scopes.filter((scope) => serverOfScope(scope) === server) ?? []
  if (server === null || scopes.length === 0) throw new errors.InvalidTarget('the identity document names no tool of this resource')
  return { audience: resource, scope: scopes.join(' '), accessTokenFormat: 'jwt', accessTokenTTL: TOKEN_LIFETIME_SECONDS, jwt: { sign: { alg: 'ES256' } } }
}

/**
 * The resource of a request that names none: what its scopes belong to, or all that the agent's document reaches.
 * A mandate may span several; a token is for one, so where several are left, the client has to say which.
 */
export async function defaultResource(where: Where, ctx: KoaContextWithOIDC, client: Client, oneOf?: readonly string[]): Promise<string | string[]> {
  if (isFirstParty(client.clientId)) return apiResourceOf(where.issuer)
  if (isReceiver(client)) return signalsResourceOf(where.issuer)
  const agent = await agentOf(stateOf(ctx), client.clientId)
  const asked = [...ctx.oidc.requestParamScopes].filter((scope) => serverOfScope(scope) !== null)
  const within = (resource: string): boolean => oneOf === undefined || oneOf.includes(resource)
  const resources = [...resourcesOf(where.gatewayUrl, asked.length > 0 ? asked : (agent?.scopes ?? []), agent?.guarded)].filter(within)
  if (ctx.oidc.route !== 'token') return resources
  const [only, ...others] = resources
  if (only === undefined || others.length > 0) throw new errors.InvalidTarget('a token is for one resource: name it in `resource`')
  return only
}

/** Scopes of an agent's document that belong to the named resources, for a request that names no scope. */
export function scopesWithin(gatewayUrl: string, { scopes, guarded }: Pick<ClientAgent, 'scopes' | 'guarded'>, resource: unknown): string[] {
  const named = new Set([resource].flat())
  return scopes.filter((scope) => {
    const server = serverOfScope(scope)
    return server !== null && (named.size === 0 || named.has(undefined) || named.has(resourceOf(gatewayUrl, server, guarded)))
  })
}
