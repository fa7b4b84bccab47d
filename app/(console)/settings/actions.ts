'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { AddHookInput, HookIdInput } from '@/lib/identity/containment/contract'
import type { ChangeRoleInput, InvitePersonInput, PersonIdInput } from '@/lib/identity/access/contract'
import type { RotateKeysInput } from '@/lib/identity/keys/contract'
import type { EraseSampleInput } from '@/lib/identity/sample/contract'
import type { RegisterToolServerInput } from '@/lib/identity/registry/contract'

const PAGES = ['/settings'] as const

const invite = act((api, input: z.input<typeof InvitePersonInput>) => api.people.invite(input), { refresh: PAGES })
export async function invitePersonAction(input: z.input<typeof InvitePersonInput>) {
  return invite(input)
}

const changeRole = act((api, input: z.input<typeof ChangeRoleInput>) => api.people.changeRole(input), { refresh: PAGES })
export async function changeRoleAction(input: z.input<typeof ChangeRoleInput>) {
  return changeRole(input)
}

const deactivate = act((api, input: z.input<typeof PersonIdInput>) => api.people.deactivate(input), { refresh: PAGES })
export async function deactivatePersonAction(input: z.input<typeof PersonIdInput>) {
  return deactivate(input)
}

const recover = act((api, input: z.input<typeof PersonIdInput>) => api.people.recover(input), { refresh: PAGES })
export async function recoverPersonAction(input: z.input<typeof PersonIdInput>) {
  return recover(input)
}

const registerServer = act((api, input: z.input<typeof RegisterToolServerInput>) => api.toolServers.register(input), { refresh: PAGES })
export async function registerToolServerAction(input: z.input<typeof RegisterToolServerInput>) {
  return registerServer(input)
}

const rotateKeys = act((api, input: z.input<typeof RotateKeysInput>) => api.keys.rotate(input), { refresh: PAGES })
export async function rotateKeysAction(input: z.input<typeof RotateKeysInput>) {
  return rotateKeys(input)
}

const eraseSample = act((api, input: z.input<typeof EraseSampleInput>) => api.sample.erase(input), { refresh: PAGES })
export async function eraseSampleAction(input: z.input<typeof EraseSampleInput>) {
  return eraseSample(input)
}

const addHook = act((api, input: z.input<typeof AddHookInput>) => api.containment.addHook(input), { refresh: PAGES })
export async function addHookAction(input: z.input<typeof AddHookInput>) {
  return addHook(input)
}

const removeHook = act((api, input: z.input<typeof HookIdInput>) => api.containment.removeHook(input), { refresh: PAGES })
export async function removeHookAction(input: z.input<typeof HookIdInput>) {
  return removeHook(input)
}
