import { z } from 'zod'
import { AddScimClientInput, NewScimClientView, ScimClientIdInput, ScimClientView } from '@/lib/identity/access/contract'
import { endpoint } from './endpoint'

const Nothing = z.object({})

/** Who provisions people and agents under `/scim/v2`, each by a token of its own. */
export const SCIM_CLIENTS = {
  list: endpoint({ method: 'GET', path: '/scim-clients', permission: 'access.scim_client.list', input: Nothing, output: z.array(ScimClientView), summary: 'Clients that provision people and agents over SCIM' }),
  add: endpoint({ method: 'POST', path: '/scim-clients', permission: 'access.scim_client.add', input: AddScimClientInput, output: NewScimClientView, summary: 'Make a token for a SCIM client; it is shown once' }),
  revoke: endpoint({ method: 'DELETE', path: '/scim-clients/:clientId', permission: 'access.scim_client.revoke', input: ScimClientIdInput, output: Nothing, summary: 'Revoke the token of a SCIM client; what it provisioned stays' }),
} as const
