import { createHash } from 'node:crypto'
import { findClientAgent, resourceOf } from '@/lib/identity/authority'
import type { PeopleDeps } from '../deps'

/**
 * The Grant that one interaction can lead to, known before it exists: however often and however concurrently the page
 * is answered, there is one, and one mandate.
 */
export const grantIdOf = (interactionId: string): string => createHash('sha256').update(`grant of ${interactionId}`).digest('base64url')

type Given = { clientId: string; accountId: string; scopes: readonly string[]; protocolScopes: readonly string[]; seconds: number }

/** What the person ticked becomes the Grant: it is all that codes and refresh tokens of this answer can ever stand for. */
export async function saveGrant(deps: PeopleDeps, interactionId: string, given: Given): Promise<string> {
  const grant = new deps.provider.Grant({ clientId: given.clientId, accountId: given.accountId })
  grant.jti = grantIdOf(interactionId)
  Object.assign(grant, { expiresIn: given.seconds }) // read by the library when it saves; missing from its types
  const guarded = (await findClientAgent(given.clientId))?.guarded
  for (const scope of given.scopes) grant.addResourceScope(resourceOf(deps.gatewayUrl, serverOf(scope), guarded), scope)
  if (given.protocolScopes.length > 0) grant.addOIDCScope([...given.protocolScopes])
  return grant.save()
}

/** Of `mcp:<server>:<tool>`: nothing of another form is offered. */
const serverOf = (scope: string): string => scope.split(':')[1] ?? ''
