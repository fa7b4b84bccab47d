import 'server-only'
import { cache } from 'react'
import { Fault } from '@/lib/kernel/fault'
import type { MeView } from '@/lib/identity/access/contract'
import type { Permission } from '@/lib/identity/access/permissions'
import { read } from './read'

/** Who is signed in. Asked once a request, however many parts of the page want to know. */
export const me = cache(async (): Promise<MeView> => {
  const result = await read((api) => api.me.get({}))
  if (!result.ok) throw new Fault(`the authority refused to say who is signed in: ${result.refusal.code}`)
  return result.value
})

/** For what to draw; what may be done is decided by the authority at every call. */
export const may = (who: MeView, permission: Permission): boolean => who.may.includes(permission)
