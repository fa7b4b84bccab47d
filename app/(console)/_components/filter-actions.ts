'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { ChangeFilterInput, FilterIdInput, SaveFilterInput } from '@/lib/identity/filters/contract'

const PAGES = ['/delegations', '/ledger', '/agents'] as const

const save = act((api, input: z.input<typeof SaveFilterInput>) => api.filters.save(input), { refresh: PAGES })
export async function saveFilterAction(input: z.input<typeof SaveFilterInput>) {
  return save(input)
}

const change = act((api, input: z.input<typeof ChangeFilterInput>) => api.filters.change(input), { refresh: PAGES })
export async function changeFilterAction(input: z.input<typeof ChangeFilterInput>) {
  return change(input)
}

const remove = act((api, input: z.input<typeof FilterIdInput>) => api.filters.remove(input), { refresh: PAGES })
export async function removeFilterAction(input: z.input<typeof FilterIdInput>) {
  return remove(input)
}
