import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { SetManagerInput } from './contract'
import { asSubject, toPersonView } from './internal/person-view'
import { command } from './internal/tables'

/** People above one another; a circle would be longer than any company is deep. */
const LEVELS_MAX = 50

/** Says who a person reports to: whoever follows for their agents when they leave, after the deputies. */
export const setManager = command({
  name: 'access.person.set_manager',
  input: SetManagerInput,
  resource: (tx, { personId }, actor) => tx.person.findFirst({ where: { id: personId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, input: { managerId }, resource: person }) => {
    const invalid = (problem: string) => refuse<Refusal>({ code: 'invalid', fields: { managerId: problem } })
    for (let above = managerId as string | undefined | null, level = 0; above && level < LEVELS_MAX; level++) {
      if (above === person.id) return invalid('reports to this person already')
      const next: { managerId: string | null; status: string } | null = await tx.person.findFirst({ where: { id: above, tenantId: actor.tenantId }, select: { managerId: true, status: true } })
      if (level === 0 && next?.status !== 'active') return invalid('is nobody here with access')
      above = next?.managerId
    }
    const after = await tx.person.update({ where: { id: person.id }, data: { managerId: managerId ?? null } })
    return ok({ value: toPersonView(after), subject: asSubject(after), detail: { manager: managerId ?? null, before: person.managerId } })
  },
})
