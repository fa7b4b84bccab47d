import type { Grant, KoaContextWithOIDC } from 'oidc-provider'
import { isFirstParty } from './clients'
import { apiResourceOf } from './deps'

/**
 * The grant that an authorization request may build on: for an agent the one that the person has just made on the
 * consent page, never an older one; for our own clients the session's, made here, since people consent by signing in.
 */
export async function loadExistingGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, session, provider, account, result } = ctx.oidc
  if (!client || !session || !account) return undefined
  if (!isFirstParty(client.clientId)) {
    const grantId = result?.consent?.grantId
    return grantId === undefined ? undefined : provider.Grant.find(grantId)
  }
  const known = session.grantIdFor(client.clientId)
  const found = known === undefined ? undefined : await provider.Grant.find(known)
  const grant = found?.accountId === account.accountId ? found : new provider.Grant({ clientId: client.clientId, accountId: account.accountId })
  grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes])
  grant.addResourceScope(apiResourceOf(ctx.oidc.issuer), '')
  await grant.save()
  return grant
}
