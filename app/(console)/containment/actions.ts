'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { ExplainOrderInput, HaltInput, RestoreInput } from '@/lib/identity/containment/contract'

const PAGES = ['/'] as const

const halt = act((api, input: z.input<typeof HaltInput>) => api.containment.halt(input), { refresh: PAGES })
export async function haltAgentAction(input: { agentId: string }) {
  return halt(input)
}

const explain = act((api, input: z.input<typeof ExplainOrderInput>) => api.containment.explain(input), { refresh: PAGES })
export async function explainOrderAction(input: { orderId: string; reason: string }) {
  return explain(input)
}

const restore = act((api, input: z.input<typeof RestoreInput>) => api.containment.restore(input), { refresh: PAGES })
export async function restoreOrderAction(input: { orderId: string; reason: string; proof?: string }) {
  return restore(input)
}
