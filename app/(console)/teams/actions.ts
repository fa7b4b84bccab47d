'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { TeamMemberInput } from '@/lib/identity/registry/ownership-contract'

const add = act((api, input: z.input<typeof TeamMemberInput>) => api.teams.addMember(input), { refresh: ['/teams', '/settings/teams'] })
export async function addTeamMemberAction(input: z.input<typeof TeamMemberInput>) {
  return add(input)
}

const remove = act((api, input: z.input<typeof TeamMemberInput>) => api.teams.removeMember(input), { refresh: ['/teams', '/settings/teams'] })
export async function removeTeamMemberAction(input: z.input<typeof TeamMemberInput>) {
  return remove(input)
}
