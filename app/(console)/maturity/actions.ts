'use server'

import { act } from '@/lib/console/action'
import type { z } from 'zod'
import type { ConfigureInput } from '@/lib/identity/posture/contract'

const configure = act((api, input: z.input<typeof ConfigureInput>) => api.posture.configure(input), { refresh: ['/maturity'] })
export async function configureAction(input: z.input<typeof ConfigureInput>) {
  return configure(input)
}
