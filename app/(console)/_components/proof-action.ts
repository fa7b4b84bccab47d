'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { StartProofInput } from '@/lib/identity/access/contract'

const start = act((api, input: z.input<typeof StartProofInput>) => api.proofs.start(input), { refresh: [] })

/** Asks the authority for a page where the person approves one act with their passkey; the browser then goes there. */
export async function startProofAction(input: { act: string; input: Record<string, unknown>; returnTo: string }) {
  return start(input)
}
