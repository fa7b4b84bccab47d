'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import { refuse } from '@/lib/kernel/result'
import type { AddHookInput, HookIdInput, PointIdInput } from '@/lib/identity/containment/contract'
import type { ChangeRoleInput, InvitePersonInput, PersonIdInput } from '@/lib/identity/access/contract'
import type { RotateKeysInput } from '@/lib/identity/keys/contract'
import type { EraseSampleInput } from '@/lib/identity/sample/contract'
import type { RegisterToolServerInput, SetServerOwnerInput } from '@/lib/identity/registry/contract'
import type { AddSystemInput, HoldTokenInput, SystemIdInput } from '@/lib/identity/retirement/contract'

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

const setServerOwner = act((api, input: z.input<typeof SetServerOwnerInput>) => api.toolServers.setOwner(input), { refresh: PAGES })
export async function setServerOwnerAction(input: z.input<typeof SetServerOwnerInput>) {
  return setServerOwner(input)
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

const addSystem = act((api, input: z.input<typeof AddSystemInput>) => api.connectedSystems.add(input), { refresh: PAGES })
export async function addSystemAction(input: z.input<typeof AddSystemInput>) {
  return addSystem(input)
}

const checkSystem = act((api, input: z.input<typeof SystemIdInput>) => api.connectedSystems.check(input), { refresh: PAGES })
export async function checkSystemAction(input: z.input<typeof SystemIdInput>) {
  return checkSystem(input)
}

const removeSystem = act((api, input: z.input<typeof SystemIdInput>) => api.connectedSystems.remove(input), { refresh: PAGES })
export async function removeSystemAction(input: z.input<typeof SystemIdInput>) {
  return removeSystem(input)
}

const holdToken = act((api, input: z.input<typeof HoldTokenInput>) => api.connectedSystems.hold(input), { refresh: PAGES })
export async function holdTokenAction(input: z.input<typeof HoldTokenInput>) {
  return holdToken(input)
}

/** Made known at its address, where it is not yet, and given a code. */
const enrolServer = act(
  async (api, { slug, url, point }: { slug: string; url: string; point?: string }) => {
    const servers = await api.toolServers.list({})
    if (!servers.ok) return servers
    const known = servers.value.find((server) => server.slug === slug && server.transport === 'guard')
    if (known && known.resource !== url) return refuse({ code: 'invalid' as const, fields: { 'transport.url': `is not where \`${slug}\` is: \`${known.resource}\`` } })
    const made = known ? null : await api.toolServers.register({ slug, title: slug, transport: { kind: 'guard', url } })
    if (made && !made.ok) return made
    return api.containment.invitePoint({ server: slug, ...(point === undefined ? {} : { point }) })
  },
  { refresh: PAGES },
)
export async function enrolServerAction(input: { slug: string; url: string; point?: string }) {
  return enrolServer(input)
}

const revokePoint = act((api, input: z.input<typeof PointIdInput>) => api.containment.revokePoint(input), { refresh: PAGES })
export async function revokePointAction(input: z.input<typeof PointIdInput>) {
  return revokePoint(input)
}
