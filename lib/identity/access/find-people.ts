import { z } from 'zod'
import { idField } from '@/lib/kernel/fields'
import type { PersonView } from './contract'
import { toPersonView } from './internal/person-view'
import { query } from './internal/tables'

const FindPeopleInput = z.object({
  id: idField<'person'>().optional(),
  email: z.string().max(254).optional(),
  externalId: z.string().max(200).optional(),
  skip: z.number().int().min(0).default(0),
  take: z.number().int().min(0).max(5_001).default(1),
})
export type ProvisionedPerson = PersonView & { externalId: string | null }

/** People as SCIM serves them: by page, or by what names one; none that was deleted there. */
export const findPeople = query({
  name: 'access.person.list',
  input: FindPeopleInput,
  answer: async (tx, { actor, input: { id, email, externalId, skip, take } }): Promise<{ total: number; items: ProvisionedPerson[] }> => {
    const where = { tenantId: actor.tenantId, deprovisionedAt: null, ...(id === undefined ? {} : { id }), ...(email === undefined ? {} : { email }), ...(externalId === undefined ? {} : { externalId }) }
    const total = await tx.person.count({ where })
    const people = await tx.person.findMany({ where, orderBy: [{ name: 'asc' }, { id: 'asc' }], skip, take })
    return { total, items: people.map((person) => ({ ...toPersonView(person), externalId: person.externalId })) }
  },
})
