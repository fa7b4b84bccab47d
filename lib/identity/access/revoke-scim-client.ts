import { ok } from '@/lib/kernel/result'
import { ScimClientIdInput } from './contract'
import { asScimSubject } from './internal/scim-client-view'
import { command } from './internal/tables'

/** Ends a SCIM client: its token opens nothing from this commit on. What it provisioned stays as it is. */
export const revokeScimClient = command({
  name: 'access.scim_client.revoke',
  input: ScimClientIdInput,
  resource: (tx, { clientId }, actor) => tx.scimClient.findFirst({ where: { id: clientId, tenantId: actor.tenantId, revokedAt: null } }),
  act: async (tx, { resource: client }) => {
    await tx.scimClient.update({ where: { id: client.id }, data: { revokedAt: new Date() } })
    return ok({ value: {}, subject: asScimSubject(client) })
  },
})
