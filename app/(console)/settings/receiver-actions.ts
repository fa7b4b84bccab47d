'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { AddReceiverInput, PauseReceiverInput, ReceiverIdInput } from '@/lib/identity/signals/contract'

const PAGES = ['/settings'] as const

const add = act((api, input: z.input<typeof AddReceiverInput>) => api.receivers.add(input), { refresh: PAGES })
export async function addReceiverAction(input: z.input<typeof AddReceiverInput>) {
  return add(input)
}

const pause = act((api, input: z.input<typeof PauseReceiverInput>) => api.receivers.pause(input), { refresh: PAGES })
export async function pauseReceiverAction(input: z.input<typeof PauseReceiverInput>) {
  return pause(input)
}

const resume = act((api, input: z.input<typeof ReceiverIdInput>) => api.receivers.resume(input), { refresh: PAGES })
export async function resumeReceiverAction(input: z.input<typeof ReceiverIdInput>) {
  return resume(input)
}

const verify = act((api, input: z.input<typeof ReceiverIdInput>) => api.receivers.verify(input), { refresh: PAGES })
export async function verifyReceiverAction(input: z.input<typeof ReceiverIdInput>) {
  return verify(input)
}

const remove = act((api, input: z.input<typeof ReceiverIdInput>) => api.receivers.remove(input), { refresh: PAGES })
export async function removeReceiverAction(input: z.input<typeof ReceiverIdInput>) {
  return remove(input)
}
