import { Prisma } from '@/generated/prisma/client'
import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor'
import { parseId } from '@/lib/kernel/ids'
import { TRANSFER_STATE_SQL, transferViews } from './internal/transfer-views'
import { query } from './internal/tables'
import { ListTransfersInput } from './ownership-contract'

/** Transfers, newest first, by keyset. */
export const listTransfers = query({
  name: 'registry.transfer.list',
  input: ListTransfersInput.refine((input) => input.cursor === undefined || placeOf(input.cursor) !== null, { path: ['cursor'], message: 'is not a place in this list' }),
  answer: async (tx, { actor, input }) => {
    const place = input.cursor === undefined ? null : placeOf(input.cursor)
    const conditions = [
      Prisma.sql`t.tenant_id = ${actor.tenantId}::uuid`,
      ...(place ? [Prisma.sql`(t.requested_at, t.id) < (${place.at}::timestamptz, ${place.id}::uuid)`] : []),
      ...(input.state === undefined ? [] : [Prisma.sql`${TRANSFER_STATE_SQL} = ${input.state}`]),
      ...(input.agentId === undefined ? [] : [Prisma.sql`t.agent_id = ${input.agentId}::uuid`]),
      ...(input.to === undefined ? [] : [Prisma.sql`t.to_id = ${input.to}::uuid`]),
    ]
    const found = await transferViews(tx, Prisma.join(conditions, ' and '), input.limit + 1)
    const items = found.slice(0, input.limit)
    const last = items.at(-1)
    return { items, next: found.length > input.limit && last ? encodeCursor([last.requested_at, last.id]) : null }
  },
})

function placeOf(cursor: string): { at: string; id: string } | null {
  const [at, id] = decodeCursor(cursor, 2) ?? []
  return at && id && parseId(id) !== null && !Number.isNaN(Date.parse(at)) ? { at, id } : null
}
