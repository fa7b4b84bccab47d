'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { SetLapseRuleInput } from '@/lib/identity/registry/lapse-contract'
import type { SetOwnershipRuleInput } from '@/lib/identity/registry/ownership-contract'

const setRule = act((api, input: z.input<typeof SetOwnershipRuleInput>) => api.ownership.setRule(input), { refresh: ['/'] })
export async function setOwnershipRuleAction(input: z.input<typeof SetOwnershipRuleInput>) {
  return setRule(input)
}

const setLapse = act((api, input: z.input<typeof SetLapseRuleInput>) => api.ownership.setLapseRule(input), { refresh: ['/'] })
export async function setLapseRuleAction(input: z.input<typeof SetLapseRuleInput>) {
  return setLapse(input)
}

/** Changes nothing, and so refreshes nothing. */
const previewLapse = act((api, input: z.input<typeof SetLapseRuleInput>) => api.ownership.previewLapseRule(input), { refresh: [] })
export async function previewLapseRuleAction(input: z.input<typeof SetLapseRuleInput>) {
  return previewLapse(input)
}
