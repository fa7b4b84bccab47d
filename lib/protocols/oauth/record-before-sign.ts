import { errors, type AccessToken, type ClientCredentials, type JWTStructured, type KoaContextWithOIDC } from 'oidc-provider'
import type { GrantKind, IssueRequest } from '@/lib/identity/authority'
import { Fault } from '@/lib/kernel/fault'
import { TOKEN_EXCHANGE } from './clients'
import type { OAuthDeps } from './deps'
import { agentOf, stateOf } from './request-state'
import { toTokenError } from './token-error'

const GRANTS: Readonly<Record<string, GrantKind>> = {
  authorization_code: 'authorization_code',
  refresh_token: 'refresh_token',
  client_credentials: 'client_credentials',
  [TOKEN_EXCHANGE]: 'token_exchange',
}

/**
 * The last thing that happens before an agent's token is signed: it is decided and recorded. The library awaits this
 * (`formats.customizers.jwt`) and signs what it leaves in `parts`; its own events come after signing and are awaited
 * by nobody.
 *
 * INVARIANT: `parts.payload` is what the issuing transaction committed, and nothing else.
 */
export const recordBeforeSign =
  (deps: Pick<OAuthDeps, 'issue'>) =>
  async (ctx: KoaContextWithOIDC, token: AccessToken | ClientCredentials, parts: JWTStructured): Promise<void> => {
    const state = stateOf(ctx)
    const request = await requestOf(ctx, token)
    const issued = await deps.issue(request)
    if (!issued.ok) {
      state.recorded = true
      throw toTokenError(issued.refusal, request.grant)
    }
    const claims = issued.value
    parts.payload = { ...claims }
    state.boundKey = request.runId
    // What the token response says of it.
    token.jti = claims.jti
    token.scope = claims.scope
    Object.assign(token, { expiresIn: claims.exp - claims.iat })
  }

async function requestOf(ctx: KoaContextWithOIDC, token: AccessToken | ClientCredentials): Promise<IssueRequest> {
  const params = ctx.oidc.params ?? {}
  const grant = GRANTS[String(params['grant_type'])]
  const agent = await agentOf(stateOf(ctx), token.clientId ?? '')
  if (!grant || !agent || typeof token.aud !== 'string') throw new Fault('a structured token for something that is no agent')
  if (!token.jkt) throw new errors.InvalidDpopProof('a DPoP proof is required')
  const { attested } = stateOf(ctx)
  const common = { tenantId: agent.tenantId, agentId: agent.id, audience: token.aud, runId: token.jkt, ...(attested ? { presented: attested } : {}) }
  const asked = typeof params['scope'] === 'string' ? params['scope'].split(' ').filter(Boolean) : null
  switch (grant) {
    case 'client_credentials':
      return { ...common, grant, scopes: asked }
    case 'token_exchange': {
      const { parentId } = stateOf(ctx)
      if (!parentId) throw new Fault('token exchange without a verified subject')
      return { ...common, grant, scopes: asked, parentId }
    }
    case 'authorization_code':
    case 'refresh_token':
      if (token.kind !== 'AccessToken' || !token.grantId) throw new Fault('a code without a grant')
      // What the person agreed to of what was asked for: the library has cut it to the grant.
      return { ...common, grant, scopes: token.scope?.split(' ').filter(Boolean) ?? [], grantId: token.grantId }
  }
}
