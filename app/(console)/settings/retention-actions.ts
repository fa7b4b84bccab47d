'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { HoldInput, SetRetentionInput } from '@/lib/identity/ledger/retention-contract'

const PAGES = ['/settings/retention', '/ledger'] as const

const set = act((api, input: z.input<typeof SetRetentionInput>) => api.ledgerRetention.set(input), { refresh: PAGES })
export async function setRetentionAction(input: z.input<typeof SetRetentionInput>) {
  return set(input)
}

const hold = act((api, input: z.input<typeof HoldInput>) => api.ledgerRetention.hold(input), { refresh: PAGES })
export async function holdLedgerAction(input: z.input<typeof HoldInput>) {
  return hold(input)
}

const release = act((api) => api.ledgerRetention.release({}), { refresh: PAGES })
export async function releaseLedgerAction() {
  return release({})
}
