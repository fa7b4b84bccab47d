import { Prisma } from '@/generated/prisma/client'
import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor'
import { ListIncidentsInput } from './contract'
import { incidentRows } from './internal/incident-rows'
import { query } from './internal/tables'

/** Incidents, newest first, by their number. `agentId`: those whose orders cover the agent or are over it. */
export const listIncidents = query({
  name: 'incidents.list',
  input: ListIncidentsInput,
  answer: async (tx, { actor, input: { cursor, limit, open, agentId } }) => {
    const after = cursor === undefined ? null : numberOf(cursor)
    const conditions = [
      Prisma.sql`true`,
      ...(after === null ? [] : [Prisma.sql`i.number < ${after}`]),
      ...(open === undefined ? [] : [open ? Prisma.sql`i.resolved_at is null` : Prisma.sql`i.resolved_at is not null`]),
      ...(agentId
        ? [
            Prisma.sql`(i.subject_id = ${agentId}::uuid or exists (
              select from incident_order o join containment_cover c on c.order_id = o.order_id
              where o.incident_id = i.id and c.kind = 'agent' and c.subject_id = ${agentId}::uuid))`,
          ]
        : []),
    ]
    const rows = (await incidentRows(tx, actor.tenantId, Prisma.join(conditions, ' and '), limit + 1)).map(({ row }) => row)
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, next: rows.length > limit && last ? encodeCursor([String(last.number)]) : null }
  },
})

/** What is no cursor of this list begins it anew. */
function numberOf(cursor: string): number | null {
  const number = Number(decodeCursor(cursor, 1)?.[0] ?? NaN)
  return Number.isSafeInteger(number) && number > 0 && number < 2 ** 31 ? number : null
}
