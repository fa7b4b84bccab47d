'use server'

import { act } from '@/lib/console/action'
import type { z } from 'zod'
import type { DrawIdInput, DrawInput, MarkInput } from '@/lib/identity/audit/contract'

const make = act((api, input: z.input<typeof DrawInput>) => api.audit.make(input), { refresh: ['/maturity/audit'] })
export async function makeDrawAction(input: z.input<typeof DrawInput>) {
  return make(input)
}

const mark = act((api, input: z.input<typeof MarkInput>) => api.audit.mark(input), { refresh: ['/maturity/audit'] })
export async function markAction(input: z.input<typeof MarkInput>) {
  return mark(input)
}

const pack = act((api, input: z.input<typeof DrawIdInput>) => api.audit.pack(input), { refresh: [] })
export async function packDrawAction(input: z.input<typeof DrawIdInput>) {
  return pack(input)
}
