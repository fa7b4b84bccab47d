import { z } from 'zod'
import { toPersonView } from './internal/person-view'
import { query } from './internal/tables'

const PEOPLE_MAX = 1_000

/** Everyone in the tenant by name, those who have left included: history names them. */
export const listPeople = query({
  name: 'access.person.list',
  input: z.object({}),
  answer: async (tx, { actor }) => {
    const people = await tx.person.findMany({ where: { tenantId: actor.tenantId }, orderBy: [{ name: 'asc' }, { id: 'asc' }], take: PEOPLE_MAX })
    return people.map(toPersonView)
  },
})
