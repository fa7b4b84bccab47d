import { z } from 'zod'
import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor'
import { parseId } from '@/lib/kernel/ids'
import { GRAINS, ListOrdersInput } from './contract'
import { orderViews } from './internal/order-views'
import { query } from './internal/tables'

/** Orders that one agent may be under; a list of more is not read by anybody. */
const ORDERS_OF_AGENT_MAX = 1_000

/** Orders, newest first, by keyset. `agentId`: every order that covers the agent, whatever its target was. */
export const listOrders = query({
  name: 'containment.order.list',
  input: ListOrdersInput,
  answer: async (tx, { actor, input }) => {
    const { tenantId } = actor
    const after = input.cursor ? placeOf(input.cursor) : null
    const covering = input.agentId
      ? await tx.containmentCover.findMany({
          where: { tenantId, kind: 'agent', subjectId: input.agentId },
          select: { orderId: true },
          orderBy: { epoch: 'desc' },
          take: ORDERS_OF_AGENT_MAX,
        })
      : null
    const orders = await tx.containmentOrder.findMany({
      where: {
        tenantId,
        grain: { in: [...GRAINS] },
        ...(covering ? { id: { in: covering.map(({ orderId }) => orderId) } } : {}),
        ...(input.drills || input.agentId !== undefined ? {} : { NOT: { orderedBy: 'containment.drill', liftedAt: { not: null } } }),
        ...(input.active === undefined ? {} : { liftedAt: input.active ? null : { not: null } }),
        ...(after ? { OR: [{ committedAt: { lt: after.at } }, { committedAt: after.at, id: { lt: after.id } }] } : {}),
      },
      orderBy: [{ committedAt: 'desc' }, { id: 'desc' }],
      take: input.limit + 1,
    })
    const page = orders.slice(0, input.limit)
    const last = page.at(-1)
    return {
      items: await orderViews(tx, page),
      next: orders.length > input.limit && last ? encodeCursor([last.committedAt.toISOString(), last.id]) : null,
    }
  },
})

const Instant = z.iso.datetime()

/** Null for what is no cursor of this list: the list then starts at its beginning. */
function placeOf(cursor: string): { at: Date; id: string } | null {
  const [at, id] = decodeCursor(cursor, 2) ?? []
  return Instant.safeParse(at).success && parseId(id) ? { at: new Date(at as string), id: id as string } : null
}
