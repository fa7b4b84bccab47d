'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { OfferIdInput } from '@/lib/identity/delegation/contract'
import type { RetireAgentInput, StepInput } from '@/lib/identity/retirement/contract'

const PAGES = ['/'] as const

const retire = act((api, input: z.input<typeof RetireAgentInput>) => api.retirements.begin(input), { refresh: PAGES })
export async function retireAgentAction(input: z.input<typeof RetireAgentInput>) {
  return retire(input)
}

const acceptOffer = act((api, input: z.input<typeof OfferIdInput>) => api.mandates.acceptOffer(input), { refresh: PAGES })
export async function acceptOfferAction(input: { offerId: string }) {
  return acceptOffer(input)
}

const declineOffer = act((api, input: z.input<typeof OfferIdInput>) => api.mandates.declineOffer(input), { refresh: PAGES })
export async function declineOfferAction(input: { offerId: string }) {
  return declineOffer(input)
}

const tryAgain = act((api, input: z.input<typeof StepInput>) => api.retirements.tryAgain(input), { refresh: PAGES })
export async function tryStepAgainAction(input: { agentId: string; position: number }) {
  return tryAgain(input)
}
