import { Prisma } from '@/generated/prisma/client'
import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor'
import { parseId } from '@/lib/kernel/ids'
import { ListPeopleInput } from './contract'
import { toPersonView } from './internal/person-view'
import { query } from './internal/tables'

/**
 * People by name, those who have left included: history names them. Whom a page or a record names is asked for by `ids`;
 * the list is read by keyset, and what is looked for is looked up (`person_page`).
 */
export const listPeople = query({
  name: 'access.person.list',
  input: ListPeopleInput.refine(({ cursor }) => cursor === undefined || placeOf(cursor) !== null, { path: ['cursor'], message: 'is not a place in this list' }),
  answer: async (tx, { actor, input: { cursor, limit, ...filter } }) => {
    const place = cursor === undefined ? null : placeOf(cursor)
    const found = await tx.$queryRaw<{ id: string }[]>(
      Prisma.sql`select id from person_page(${JSON.stringify(filter)}::jsonb, ${place?.name ?? null}, ${place?.id ?? null}::uuid, ${limit + 1}::int)`,
    )
    const people = await tx.person.findMany({
      where: { tenantId: actor.tenantId, id: { in: found.slice(0, limit).map(({ id }) => id) } },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    })
    const last = people.at(-1)
    return { items: people.map(toPersonView), next: found.length > limit && last ? encodeCursor([last.name, last.id]) : null }
  },
})

function placeOf(cursor: string): { name: string; id: string } | null {
  const [name = null, id = null] = decodeCursor(cursor, 2) ?? []
  return name === null || id === null || name.includes('\0') || parseId(id) === null ? null : { name, id }
}
