import type { ClientMetadata } from 'oidc-provider'
import type { ClientAgent } from '@/lib/identity/authority'
import type { ReceiverClient } from '@/lib/identity/signals'
import type { OAuthDeps } from './deps'

export const CONSOLE_CLIENT = 'console'
export const CLI_CLIENT = 'lanyard-cli'
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

/** Ours: what people use. They see no consent page, since nothing of theirs is passed to anybody else. */
export const isFirstParty = (clientId: string): boolean => clientId === CONSOLE_CLIENT || clientId === CLI_CLIENT

export function firstPartyClients({ consoleUrl, secrets }: Pick<OAuthDeps, 'consoleUrl' | 'secrets'>): ClientMetadata[] {
  const shared: Partial<ClientMetadata> = { grant_types: ['authorization_code'], response_types: ['code'], scope: 'openid profile email' }
  return [
    {
      ...shared,
      client_id: CONSOLE_CLIENT,
      client_name: 'Lanyard console',
      client_secret: secrets.consoleClient,
      token_endpoint_auth_method: 'client_secret_basic',
      redirect_uris: [`${consoleUrl}/api/auth/callback/lanyard`],
      post_logout_redirect_uris: [`${consoleUrl}/`],
    },
    {
      ...shared,
      client_id: CLI_CLIENT,
      client_name: 'Lanyard CLI',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      // Any port of the loopback address (RFC 8252 §7.3).
      redirect_uris: ['http://127.0.0.1/callback'],
    },
  ]
}

/** An agent as a client: its key authenticates it, every token of it is bound to a run's key. */
export function agentClient(agent: ClientAgent): ClientMetadata {
  const byConsent = agent.redirectUris.length > 0
  return {
    client_id: agent.id,
    client_name: agent.name,
    application_type: 'native',
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [...agent.jwks] },
    dpop_bound_access_tokens: true,
    redirect_uris: agent.redirectUris,
    response_types: byConsent ? ['code'] : [],
    grant_types: [...(byConsent ? ['authorization_code', 'refresh_token'] : []), 'client_credentials', TOKEN_EXCHANGE],
    // Who the person is, by id and nothing more: an agent is not handed names and addresses.
    scope: 'openid',
  }
}

/** A receiver of shared signals as a client: it reads and manages a stream of its own, and has no other door. */
export const receiverClient = ({ id, name }: ReceiverClient, secretOf: OAuthDeps['secrets']['receiverClient']): ClientMetadata => ({
  client_id: id,
  client_name: name,
  client_secret: secretOf(id),
  token_endpoint_auth_method: 'client_secret_basic',
  redirect_uris: [],
  response_types: [],
  grant_types: ['client_credentials'],
})

/** Agents have keys and no secret; of those that have one, the console is ours. */
export const isReceiver = ({ clientId, tokenEndpointAuthMethod }: { clientId: string; tokenEndpointAuthMethod?: string }): boolean =>
  tokenEndpointAuthMethod === 'client_secret_basic' && !isFirstParty(clientId)
