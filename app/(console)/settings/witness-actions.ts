'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { AddWitnessedInput, AddWitnessInput, WitnessedIdInput, WitnessIdInput } from '@/lib/identity/ledger/witness/contract'

const PAGES = ['/settings/streams', '/ledger'] as const

const add = act((api, input: z.input<typeof AddWitnessInput>) => api.witnesses.add(input), { refresh: PAGES })
export async function addWitnessAction(input: z.input<typeof AddWitnessInput>) {
  return add(input)
}

const remove = act((api, input: z.input<typeof WitnessIdInput>) => api.witnesses.remove(input), { refresh: PAGES })
export async function removeWitnessAction(input: z.input<typeof WitnessIdInput>) {
  return remove(input)
}

const addLog = act((api, input: z.input<typeof AddWitnessedInput>) => api.witnessed.add(input), { refresh: PAGES })
export async function addWitnessedAction(input: z.input<typeof AddWitnessedInput>) {
  return addLog(input)
}

const removeLog = act((api, input: z.input<typeof WitnessedIdInput>) => api.witnessed.remove(input), { refresh: PAGES })
export async function removeWitnessedAction(input: z.input<typeof WitnessedIdInput>) {
  return removeLog(input)
}
