'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { AddNoteInput, FollowPlaybookInput, ResolveIncidentInput, SetStepInput } from '@/lib/identity/incidents/contract'

const PAGES = ['/containment'] as const

const setStep = act((api, input: z.input<typeof SetStepInput>) => api.incidents.setStep(input), { refresh: PAGES })
export async function setStepAction(input: z.input<typeof SetStepInput>) {
  return setStep(input)
}

const note = act((api, input: z.input<typeof AddNoteInput>) => api.incidents.note(input), { refresh: PAGES })
export async function addNoteAction(input: z.input<typeof AddNoteInput>) {
  return note(input)
}

const follow = act((api, input: z.input<typeof FollowPlaybookInput>) => api.incidents.follow(input), { refresh: PAGES })
export async function followPlaybookAction(input: z.input<typeof FollowPlaybookInput>) {
  return follow(input)
}

const resolve = act((api, input: z.input<typeof ResolveIncidentInput>) => api.incidents.resolve(input), { refresh: PAGES })
export async function resolveIncidentAction(input: z.input<typeof ResolveIncidentInput>) {
  return resolve(input)
}
