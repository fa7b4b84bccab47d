import { Prisma } from '@/generated/prisma/client'
import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor'
import { parseId } from '@/lib/kernel/ids'
import { AgentNameField, ListAgentsInput } from './contract'
import { agentRows, toAgentRow, type AgentRecord } from './internal/agent-rows'
import { askedFor } from './internal/asked-for'
import { plainQuery } from '../query'

type Sort = ListAgentsInput['sort']
type Place = { at: string | null; id: string }

/** Where an agent stands in each order. Each is total, since the id breaks ties: a page is exact whatever is registered between two of them. */
const AT: Record<Sort, (record: AgentRecord) => string | null> = {
  name: (record) => record.name,
  newest: (record) => record.created_at.toISOString(),
  // Agents that were never active come last, newest first.
  last_active: (record) => record.last_active_at?.toISOString() ?? null,
}

/** Agents by keyset, filtered: the database plans each question anew (`agent_page`), and what a row shows is read for the page alone. */
export const listAgents = plainQuery({
  name: 'registry.agent.list',
  input: ListAgentsInput.refine((input) => input.cursor === undefined || placeOf(input.cursor, input.sort) !== null, {
    path: ['cursor'],
    message: 'is not a place in this list',
  }),
  answer: async (tx, { actor, input }) => {
    const place = input.cursor === undefined ? null : placeOf(input.cursor, input.sort)
    const page = Prisma.sql`
      select a.*, p.place from agent_page(${askedFor(input)}::jsonb, ${input.sort}, ${place?.at ?? null}, ${place?.id ?? null}::uuid, ${input.limit + 1}::int) with ordinality p(id, place)
      join agent a on a.id = p.id and a.tenant_id = ${actor.tenantId}::uuid`
    const found = await agentRows(tx, page, Prisma.sql`a.place`)
    const items = found.slice(0, input.limit)
    const last = items.at(-1)
    return {
      items: items.map(toAgentRow),
      next: found.length > input.limit && last ? encodeCursor([input.sort, AT[input.sort](last), last.id]) : null,
    }
  },
})

/** A cursor of another order would name another place, so the order is part of it. */
function placeOf(cursor: string, sort: Sort): Place | null {
  const [of, at = null, id] = decodeCursor(cursor, 3) ?? []
  if (of !== sort || parseId(id) === null || !isPlaceIn(sort, at)) return null
  return { at, id: id as string }
}

function isPlaceIn(sort: Sort, at: string | null): boolean {
  if (at === null) return sort === 'last_active'
  return sort === 'name' ? AgentNameField.safeParse(at).success : !Number.isNaN(Date.parse(at))
}
