'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { ConfirmHaltInput, ExplainOrderInput, HaltInput, RequestIdInput, RestoreInput, SignRestoreInput } from '@/lib/identity/containment/contract'

const PAGES = ['/'] as const

const halt = act((api, input: z.input<typeof HaltInput>) => api.containment.halt(input), { refresh: PAGES })
export async function haltAgentAction(input: { agentId: string }) {
  return halt(input)
}
export async function haltAction(input: z.input<typeof HaltInput>) {
  return halt(input)
}

const request = act((api, input: z.input<typeof HaltInput>) => api.containment.request(input), { refresh: PAGES })
export async function requestHaltAction(input: z.input<typeof HaltInput>) {
  return request(input)
}

const confirm = act((api, input: z.input<typeof ConfirmHaltInput>) => api.containment.confirm(input), { refresh: PAGES })
export async function confirmHaltAction(input: { requestId: string; snapshot: string; proof?: string }) {
  return confirm(input)
}

const cancel = act((api, input: z.input<typeof RequestIdInput>) => api.containment.cancel(input), { refresh: PAGES })
export async function cancelHaltAction(input: { requestId: string }) {
  return cancel(input)
}

const explain = act((api, input: z.input<typeof ExplainOrderInput>) => api.containment.explain(input), { refresh: PAGES })
export async function explainOrderAction(input: { orderId: string; reason: string }) {
  return explain(input)
}

const restore = act((api, input: z.input<typeof RestoreInput>) => api.containment.restore(input), { refresh: PAGES })
export async function restoreOrderAction(input: { orderId: string; reason: string; proof?: string }) {
  return restore(input)
}

const sign = act((api, input: z.input<typeof SignRestoreInput>) => api.containment.signRestore(input), { refresh: PAGES })
export async function signRestoreAction(input: z.input<typeof SignRestoreInput>) {
  return sign(input)
}

const drill = act((api, _input: object) => api.containment.drill({}), { refresh: ['/containment'] })
export async function startDrillAction() {
  return drill({})
}

const selfTest = act((api, input: { value: string }) => api.containment.selfTest(input), { refresh: [] })
export async function selfTestAction(input: { value: string }) {
  return selfTest(input)
}
