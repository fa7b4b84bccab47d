'use server'

import { act } from '@/lib/console/action'
import type { z } from 'zod'
import type { ConfigureInput, ReportInput } from '@/lib/identity/posture/contract'

const configure = act((api, input: z.input<typeof ConfigureInput>) => api.posture.configure(input), { refresh: ['/maturity'] })
export async function configureAction(input: z.input<typeof ConfigureInput>) {
  return configure(input)
}

const report = act((api, input: z.input<typeof ReportInput>) => api.posture.report(input), { refresh: [] })
export async function reportAction(input: z.input<typeof ReportInput>) {
  return report(input)
}
