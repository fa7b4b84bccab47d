import { z } from 'zod'
import { ok, refuse } from '@/lib/kernel/result'
import type { Conflict, Separated, WrongState } from '../refusals'
import { PersonIdInput, PersonNameField } from './contract'
import { asSubject, toPersonView } from './internal/person-view'
import { command } from './internal/tables'
import { ExternalIdField, ProvisionedRoleField } from './provision-person'

const SynchronisePersonInput = PersonIdInput.extend({
  name: PersonNameField.optional(),
  role: ProvisionedRoleField.optional(),
  externalId: ExternalIdField.nullable().optional(),
  /** Deleted where they come from: they are served to provisioning no more. Only after their access has ended. */
  deprovisioned: z.literal(true).optional(),
})

/** Says of a person what the directory says that provisions them. Access ends by `deactivatePerson` alone. */
export const synchronisePerson = command({
  name: 'access.person.synchronise',
  input: SynchronisePersonInput,
  resource: (tx, { personId }, actor) => tx.person.findFirst({ where: { id: personId, tenantId: actor.tenantId, deprovisionedAt: null } }),
  act: async (tx, { input: { personId, deprovisioned, ...wanted }, resource: before }) => {
    const role = wanted.role !== undefined && wanted.role !== before.role
    if (role && before.role === 'admin') return refuse<Separated | WrongState | Conflict>({ code: 'separated', rule: 'an_administrators_role_is_changed_by_an_administrator' })
    if (role && before.status !== 'active') return refuse<Separated | WrongState | Conflict>({ code: 'wrong_state', state: before.status })
    if (deprovisioned && before.status === 'active') return refuse<Separated | WrongState | Conflict>({ code: 'wrong_state', state: 'active' })
    const { externalId } = wanted
    if (externalId && (await tx.person.findFirst({ where: { tenantId: before.tenantId, externalId, id: { not: personId } }, select: { id: true } })))
      return refuse<Separated | WrongState | Conflict>({ code: 'conflict', detail: 'externalId is that of another account' })
    const after = await tx.person.update({ where: { id: personId }, data: { ...wanted, ...(deprovisioned ? { deprovisionedAt: new Date(), externalId: null } : {}) } })
    const said = ({ name, role, externalId }: typeof before) => ({ name, role, external_id: externalId })
    return ok({ value: { ...toPersonView(after), externalId: after.externalId }, subject: asSubject(after), detail: { before: said(before), after: said(after), ...(deprovisioned ? { deleted: true } : {}) } })
  },
})
