import { ok, refuse } from '@/lib/kernel/result'
import type { Separated } from '../refusals'
import { PasskeyIdInput } from './contract'
import { command } from './internal/tables'

/** One's own only, and the last one only by somebody who can still sign in without it. */
export const removePasskey = command({
  name: 'access.passkey.remove',
  input: PasskeyIdInput,
  resource: (tx, { passkeyId }, actor) => tx.passkey.findFirst({ where: { id: passkeyId, personId: actor.id, tenantId: actor.tenantId } }),
  act: async (tx, { actor, resource: passkey }) => {
    const person = await tx.person.findUniqueOrThrow({ where: { id: passkey.personId } })
    const others = await tx.passkey.count({ where: { personId: person.id, id: { not: passkey.id } } })
    if (others === 0 && person.passwordHash === null) return refuse<Separated>({ code: 'separated', rule: 'last_way_in' })
    await tx.passkey.delete({ where: { id: passkey.id } })
    return ok({ value: {}, subject: { kind: 'person', id: actor.id, name: actor.name }, detail: { passkey: passkey.id, name: passkey.name, left: others } })
  },
})
