'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { AddStreamInput, PauseStreamInput, StreamIdInput } from '@/lib/identity/streams/contract'

const PAGES = ['/settings/streams', '/ledger'] as const

const add = act((api, input: z.input<typeof AddStreamInput>) => api.ledgerStreams.add(input), { refresh: PAGES })
export async function addStreamAction(input: z.input<typeof AddStreamInput>) {
  return add(input)
}

const pause = act((api, input: z.input<typeof PauseStreamInput>) => api.ledgerStreams.pause(input), { refresh: PAGES })
export async function pauseStreamAction(input: z.input<typeof PauseStreamInput>) {
  return pause(input)
}

const resume = act((api, input: z.input<typeof StreamIdInput>) => api.ledgerStreams.resume(input), { refresh: PAGES })
export async function resumeStreamAction(input: z.input<typeof StreamIdInput>) {
  return resume(input)
}

const test = act((api, input: z.input<typeof StreamIdInput>) => api.ledgerStreams.test(input), { refresh: PAGES })
export async function testStreamAction(input: z.input<typeof StreamIdInput>) {
  return test(input)
}

const remove = act((api, input: z.input<typeof StreamIdInput>) => api.ledgerStreams.remove(input), { refresh: PAGES })
export async function removeStreamAction(input: z.input<typeof StreamIdInput>) {
  return remove(input)
}
