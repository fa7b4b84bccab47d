import { ok, refuse } from '@/lib/kernel/result'
import type { Separated, WrongState } from '../refusals'
import { ChangeRoleInput } from './contract'
import { anotherAdminThan } from './internal/last-admin'
import { asSubject, toPersonView } from './internal/person-view'
import { command } from './internal/tables'

/** Gives somebody else another role. Never oneself; and somebody who can administer stays. It holds from their next call on. */
export const changeRole = command({
  name: 'access.person.change_role',
  input: ChangeRoleInput,
  resource: (tx, { personId }, actor) => tx.person.findFirst({ where: { id: personId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, input, resource: before }) => {
    if (actor.id === before.id) return refuse<Separated | WrongState>({ code: 'separated', rule: 'own_role' })
    if (before.status !== 'active') return refuse<Separated | WrongState>({ code: 'wrong_state', state: before.status })
    if (before.role === 'admin' && input.role !== 'admin' && !(await anotherAdminThan(tx, before.tenantId, before.id)))
      return refuse<Separated | WrongState>({ code: 'separated', rule: 'last_admin' })
    const after = await tx.person.update({ where: { id: before.id }, data: { role: input.role } })
    return ok({ value: toPersonView(after), subject: asSubject(after), detail: { before: { role: before.role }, after: { role: after.role } } })
  },
})
