import { z } from 'zod'
import { toScimClientView } from './internal/scim-client-view'
import { query } from './internal/tables'

/** The SCIM clients there are, by name; those that are revoked are in the ledger alone. */
export const listScimClients = query({
  name: 'access.scim_client.list',
  input: z.object({}),
  answer: async (tx, { actor }) => {
    const now = new Date()
    const clients = await tx.scimClient.findMany({ where: { tenantId: actor.tenantId, revokedAt: null }, orderBy: { name: 'asc' } })
    return clients.map((client) => toScimClientView(client, now))
  },
})
