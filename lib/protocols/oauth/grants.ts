import type Provider from 'oidc-provider'
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

/** What a person agreed to on the consent page. */
export type Agreed = {
  clientId: string
  personId: string
  /** Scopes by resource indicator, the unticked ones left out. */
  resources: Readonly<Record<string, readonly string[]>>
  openid: boolean
  /** The mandate's; the grant, and with it every refresh token, ends then. */
  seconds: number
}

/** Makes the grant that carries a mandate; its id is the mandate's `grant_id` and the interaction's `consent.grantId`. */
export async function makeMandateGrant(provider: Provider, agreed: Agreed): Promise<string> {
  const grant = Object.assign(new provider.Grant({ clientId: agreed.clientId, accountId: agreed.personId }), { expiresIn: agreed.seconds })
  if (agreed.openid) grant.addOIDCScope('openid')
  for (const [resource, scopes] of Object.entries(agreed.resources)) if (scopes.length > 0) grant.addResourceScope(resource, [...scopes])
  return grant.save()
}
