import { z } from 'zod'
import { textField } from '@/lib/kernel/fields'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Conflict } from '../refusals'
import { EmailField } from './email'
import { PersonNameField } from './contract'
import { asSubject, toPersonView } from './internal/person-view'
import { command } from './internal/tables'

/** Who administers is for a person to say, never for a token. */
export const ProvisionedRoleField = z.enum(['owner', 'analyst', 'auditor'])
export const ExternalIdField = textField(1, 200)
const ProvisionPersonInput = z.object({ email: EmailField, name: PersonNameField, role: ProvisionedRoleField, externalId: ExternalIdField.optional() })

/**
 * Makes an account without a password and without a link: a token that could read links could become anybody. An
 * administrator hands over the invitation, as for one that was lost.
 */
export const provisionPerson = command({
  name: 'access.person.provision',
  input: ProvisionPersonInput,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { input, resource: { tenantId } }) => {
    const id = newId<'person'>()
    const { externalId = null, ...given } = input
    // An address belongs to one account of the installation, and another tenant's cannot be seen from here.
    const { count } = await tx.person.createMany({ data: { id, tenantId, ...given, externalId, createdAt: new Date() }, skipDuplicates: true })
    if (count === 0) return refuse<Conflict>({ code: 'conflict', detail: 'there is an account of this userName or externalId already' })
    const person = await tx.person.findUniqueOrThrow({ where: { id } })
    return ok({ value: { ...toPersonView(person), externalId }, subject: asSubject(person), detail: { role: person.role, email: person.email, external_id: externalId } })
  },
})
