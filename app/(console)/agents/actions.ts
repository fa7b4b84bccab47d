'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { GiveStandingMandateInput, MandateIdInput } from '@/lib/identity/delegation/contract'
import type { ApproveAgentInput, RegisterAgentInput } from '@/lib/identity/registry/contract'

const PAGES = ['/'] as const

const register = act((api, input: z.input<typeof RegisterAgentInput>) => api.agents.register(input), { refresh: PAGES })
export async function registerAgentAction(input: z.input<typeof RegisterAgentInput>) {
  return register(input)
}

const approve = act((api, input: z.input<typeof ApproveAgentInput>) => api.agents.approve(input), { refresh: PAGES })
export async function approveAgentAction(input: { agentId: string; digest: string }) {
  return approve(input)
}

const giveStanding = act((api, input: z.input<typeof GiveStandingMandateInput>) => api.mandates.giveStanding(input), { refresh: PAGES })
export async function giveStandingMandateAction(input: z.input<typeof GiveStandingMandateInput>) {
  return giveStanding(input)
}

const withdraw = act((api, input: z.input<typeof MandateIdInput>) => api.mandates.withdraw(input), { refresh: PAGES })
export async function withdrawMandateAction(input: { mandateId: string }) {
  return withdraw(input)
}
