import type Provider from 'oidc-provider'
import { errors, type TokenEndpointGrantContext } from 'oidc-provider'
import { TOKEN_EXCHANGE } from './clients'
import type { OAuthDeps } from './deps'
import { library } from './library-helpers'
import { verifyOwnToken, type OwnToken } from './own-token'
import { stateOf } from './request-state'
import { toTokenError } from './token-error'

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

type Params = Partial<Record<(typeof PARAMETERS)[number], string>>
const PARAMETERS = [
  'audience', 'resource', 'scope', 'requested_token_type', 'subject_token', 'subject_token_type', 'actor_token', 'actor_token_type',
] as const // prettier-ignore

/**
 * Token exchange (RFC 8693): an agent turns the token it was handed into a narrower one of its own. The authenticated
 * client is the actor; what the new hop may do is decided where it is recorded, from the record of the subject token.
 */
export function registerTokenExchange(provider: Provider, deps: OAuthDeps): void {
  provider.registerGrantType(
    TOKEN_EXCHANGE,
    async (ctx: TokenEndpointGrantContext<Params>) => {
      const { client, params } = ctx.oidc
      checkForm(params)
      const dPoP = await library.validateDpop(provider, ctx)
      library.checkDpopRequired(provider, ctx, dPoP, errors.InvalidDpopProof)
      if (!dPoP) throw new errors.InvalidDpopProof('a DPoP proof is required')

      const subject = await verified(deps, params.subject_token, 'subject_token')
      await checkActor(deps, params.actor_token, client.clientId)
      const [resourceServer] = await resourceFor(provider, ctx, params, subject)
      await library.checkDpopReplay(provider, ctx, dPoP, client.clientId, errors.InvalidDpopProof)

      const token = new provider.AccessToken({ client, accountId: subject.client_id, grantId: '', gty: 'token-exchange', resourceServer, scope: params.scope })
      token.setThumbprint('jkt', dPoP.thumbprint)
      stateOf(ctx).parentId = subject.delegation
      ctx.oidc.entity('AccessToken', token)
      const accessToken = await token.save()
      ctx.body = library.buildTokenResponse(provider, {
        accessToken,
        expiresIn: token.expiration,
        issuedTokenType: ACCESS_TOKEN,
        scope: token.scope,
        tokenType: token.tokenType,
      })
    },
    PARAMETERS,
  )
}

/** RFC 8693 §2.1. Doubled parameters have been refused by the library, and an empty one counts as left out. */
function checkForm(params: Params): void {
  if (!params.subject_token) throw new errors.InvalidRequest('`subject_token` is required')
  if (params.subject_token_type !== ACCESS_TOKEN) throw new errors.InvalidRequest(`\`subject_token_type\` must be \`${ACCESS_TOKEN}\``)
  if (params.requested_token_type !== undefined && params.requested_token_type !== ACCESS_TOKEN)
    throw new errors.InvalidRequest(`\`requested_token_type\` must be \`${ACCESS_TOKEN}\``)
  if ((params.actor_token === undefined) !== (params.actor_token_type === undefined))
    throw new errors.InvalidRequest('`actor_token` and `actor_token_type` come together')
  if (params.actor_token_type !== undefined && params.actor_token_type !== ACCESS_TOKEN)
    throw new errors.InvalidRequest(`\`actor_token_type\` must be \`${ACCESS_TOKEN}\``)
}

async function verified(deps: OAuthDeps, token: string | undefined, name: string): Promise<OwnToken> {
  const result = await verifyOwnToken(deps, token ?? '')
  if (result.ok) return result.value
  throw toTokenError({ code: result.refusal.code, detail: `\`${name}\`: ${result.refusal.detail}` }, 'token_exchange')
}

/** The actor is the client. A token that says so too may be shown; one that says otherwise is refused. */
async function checkActor(deps: OAuthDeps, actorToken: string | undefined, clientId: string): Promise<void> {
  if (actorToken === undefined) return
  const actor = await verified(deps, actorToken, 'actor_token')
  if (actor.client_id !== clientId) throw new errors.InvalidRequest('`actor_token` is another client’s')
}

/** Without `resource`, the subject token's own: an exchange narrows, so that is what it can be for. */
async function resourceFor(provider: Provider, ctx: TokenEndpointGrantContext<Params>, params: Params, subject: OwnToken) {
  if (params.audience !== undefined && params.audience !== (params.resource ?? subject.aud))
    throw new errors.InvalidTarget('`audience` names another target than `resource`')
  ctx.oidc.params.resource ??= subject.aud
  return library.resolveRequestedResources(provider, ctx)
}
