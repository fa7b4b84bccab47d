'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import { apiAsSignedIn } from '@/lib/console/api'
import { environment } from '@/lib/console/environment'
import type { ActionState } from '@/lib/console/action-state'
import type { AddPlatformInput, AddSourceInput, IgnoreItemInput, IgnoreManyInput, ItemIdInput, MergeItemInput, NoteRegisteredInput, PlatformIdInput, RunView, SourceIdInput } from '@/lib/identity/discovery/contract'
import { Gathering, readFile } from '@/lib/import/discover/scan'
import { issuerKeys } from '@/lib/kernel/issuer-keys'
import type { ApiRefusal } from '@/lib/api/client'
import { revalidatePath } from 'next/cache'

const PAGES = ['/discovery'] as const

const ignore = act((api, input: z.input<typeof IgnoreItemInput>) => api.discovery.ignore(input), { refresh: PAGES })
export async function ignoreItemAction(input: z.input<typeof IgnoreItemInput>) {
  return ignore(input)
}

const ignoreMany = act((api, input: z.input<typeof IgnoreManyInput>) => api.discovery.ignoreMany(input), { refresh: PAGES })
export async function ignoreManyAction(input: z.input<typeof IgnoreManyInput>) {
  return ignoreMany(input)
}

const merge = act((api, input: z.input<typeof MergeItemInput>) => api.discovery.merge(input), { refresh: PAGES })
export async function mergeItemAction(input: z.input<typeof MergeItemInput>) {
  return merge(input)
}

const noteRegistered = act((api, input: z.input<typeof NoteRegisteredInput>) => api.discovery.registered(input), { refresh: PAGES })
export async function noteRegisteredAction(input: z.input<typeof NoteRegisteredInput>) {
  return noteRegistered(input)
}

const reopen = act((api, input: z.input<typeof ItemIdInput>) => api.discovery.reopen(input), { refresh: PAGES })
export async function reopenItemAction(input: z.input<typeof ItemIdInput>) {
  return reopen(input)
}

const addSource = act((api, input: z.input<typeof AddSourceInput>) => api.discovery.addSource(input), { refresh: PAGES })
export async function addSourceAction(input: z.input<typeof AddSourceInput>) {
  return addSource(input)
}

const scan = act((api, input: z.input<typeof SourceIdInput>) => api.discovery.scan(input), { refresh: PAGES })
export async function scanSourceAction(input: z.input<typeof SourceIdInput>) {
  return scan(input)
}

const remove = act((api, input: z.input<typeof SourceIdInput>) => api.discovery.removeSource(input), { refresh: PAGES })
export async function removeSourceAction(input: z.input<typeof SourceIdInput>) {
  return remove(input)
}

const addPlatform = act((api, input: z.input<typeof AddPlatformInput>) => api.discovery.addPlatform(input), { refresh: PAGES })
export async function addPlatformAction(input: z.input<typeof AddPlatformInput>) {
  return addPlatform(input)
}

const removePlatform = act((api, input: z.input<typeof PlatformIdInput>) => api.discovery.removePlatform(input), { refresh: PAGES })
export async function removePlatformAction(input: z.input<typeof PlatformIdInput>) {
  return removePlatform(input)
}

const FILES_MAX = 50
const UPLOADS = 'Files handed over'

class Refused extends Error {
  constructor(readonly refusal: ApiRefusal) {
    super('refused')
  }
}

/** Files from a browser are read here and not kept; what they tell of goes to the inbox, secrets as digests alone. */
export async function sendFilesAction(form: FormData): Promise<ActionState<RunView>> {
  const api = await apiAsSignedIn()
  if (!api) return { status: 'refused', refusal: { code: 'signed_out' } }
  const files = form.getAll('files').filter((entry): entry is File => typeof entry !== 'string' && entry.size > 0)
  if (files.length === 0 || files.length > FILES_MAX) return { status: 'refused', refusal: { code: 'invalid', fields: { files: `choose 1 to ${FILES_MAX} files` } } }
  const begun = await api.discovery.begin({ sent_by: 'upload', name: UPLOADS })
  if (!begun.ok) return { status: 'refused', refusal: begun.refusal }
  try {
    const gathering = new Gathering(async (part) => {
      const added = await api.discovery.add({ scanId: begun.value.id, ...part })
      if (!added.ok) throw new Refused(added.refusal)
    })
    const paths: string[] = []
    const issuer = await issuerKeys(environment().issuer)
    for (const file of files) {
      const report = await readFile(file.name, await file.text(), null, issuer)
      paths.push(report.path)
      await gathering.add(report)
    }
    const totals = await gathering.end()
    const ended = await api.discovery.end({ scanId: begun.value.id, totals, seen: { files: paths } })
    for (const path of PAGES) revalidatePath(path, 'layout')
    return ended.ok ? { status: 'done', value: ended.value } : { status: 'refused', refusal: ended.refusal }
  } catch (thrown) {
    if (thrown instanceof Refused) return { status: 'refused', refusal: thrown.refusal }
    throw thrown
  }
}
