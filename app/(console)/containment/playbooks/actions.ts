'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { PutPlaybookInput, SetIncidentPolicyInput } from '@/lib/identity/incidents/contract'

const PAGES = ['/containment'] as const

const put = act((api, input: z.input<typeof PutPlaybookInput>) => api.playbooks.put(input), { refresh: PAGES })
export async function putPlaybookAction(input: z.input<typeof PutPlaybookInput>) {
  return put(input)
}

const setPolicy = act((api, input: z.input<typeof SetIncidentPolicyInput>) => api.playbooks.setPolicy(input), { refresh: PAGES })
export async function setIncidentPolicyAction(input: z.input<typeof SetIncidentPolicyInput>) {
  return setPolicy(input)
}
