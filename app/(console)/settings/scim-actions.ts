'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { AddScimClientInput, ScimClientIdInput } from '@/lib/identity/access/contract'
import type { PutTeamInput } from '@/lib/identity/registry/ownership-contract'

const add = act((api, input: z.input<typeof AddScimClientInput>) => api.scimClients.add(input), { refresh: ['/settings/scim'] })
export async function addScimClientAction(input: z.input<typeof AddScimClientInput>) {
  return add(input)
}

const revoke = act((api, input: z.input<typeof ScimClientIdInput>) => api.scimClients.revoke(input), { refresh: ['/settings/scim'] })
export async function revokeScimClientAction(input: { clientId: string }) {
  return revoke(input)
}

const putTeam = act((api, input: z.input<typeof PutTeamInput>) => api.teams.put(input), { refresh: ['/'] })
export async function putTeamAction(input: z.input<typeof PutTeamInput>) {
  return putTeam(input)
}
