import { ok } from '@/lib/kernel/result'
import { RenamePasskeyInput } from './contract'
import { toPasskeyView } from './internal/passkey-view'
import { command } from './internal/tables'

/** One's own only; the name is for people, and decides nothing. */
export const renamePasskey = command({
  name: 'access.passkey.rename',
  input: RenamePasskeyInput,
  resource: (tx, { passkeyId }, actor) => tx.passkey.findFirst({ where: { id: passkeyId, personId: actor.id, tenantId: actor.tenantId } }),
  act: async (tx, { actor, input, resource: before }) => {
    const after = await tx.passkey.update({ where: { id: before.id }, data: { name: input.name } })
    return ok({ value: toPasskeyView(after), subject: { kind: 'person', id: actor.id, name: actor.name }, detail: { passkey: before.id, from: before.name, to: after.name } })
  },
})
