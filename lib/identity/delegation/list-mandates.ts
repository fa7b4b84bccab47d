import { Prisma } from '@/generated/prisma/client'
import { NOT_OF_A_DRILL_SQL } from '@/lib/db/not-of-a-drill'
import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor'
import { parseId } from '@/lib/kernel/ids'
import { queriesOver } from '../query'
import { ListMandatesInput } from './contract'
import { mandateViews } from './internal/mandate-views'

/** Mandates, newest first, by keyset. `person`: whoever gave them. */
export const listMandates = queriesOver<'mandate'>()({
  name: 'delegation.mandate.list',
  input: ListMandatesInput.refine((input) => input.cursor === undefined || placeOf(input.cursor) !== null, {
    path: ['cursor'],
    message: 'is not a place in this list',
  }),
  answer: async (tx, { actor, input }) => {
    const place = input.cursor === undefined ? null : placeOf(input.cursor)
    const live = Prisma.sql`(m.withdrawn_at is null and m.expires_at > now())`
    const conditions = [
      Prisma.sql`m.tenant_id = ${actor.tenantId}::uuid`,
      ...(place ? [Prisma.sql`(m.created_at, m.id) < (${place.at}::timestamptz, ${place.id}::uuid)`] : []),
      ...(input.agentId === undefined ? [] : [Prisma.sql`m.agent_id = ${input.agentId}::uuid`]),
      ...(input.person === undefined ? [] : [Prisma.sql`m.person_id = ${input.person}::uuid`]),
      ...(input.drills || input.agentId !== undefined ? [] : [NOT_OF_A_DRILL_SQL]),
      ...(input.live === undefined ? [] : [input.live ? live : Prisma.sql`not ${live}`]),
    ]
    const found = await mandateViews(tx, Prisma.join(conditions, ' and '), input.limit + 1)
    const items = found.slice(0, input.limit)
    const last = items.at(-1)
    return { items, next: found.length > input.limit && last ? encodeCursor([last.created_at, last.id]) : null }
  },
})

function placeOf(cursor: string): { at: string; id: string } | null {
  const [at, id] = decodeCursor(cursor, 2) ?? []
  return at && id && parseId(id) !== null && !Number.isNaN(Date.parse(at)) ? { at, id } : null
}
