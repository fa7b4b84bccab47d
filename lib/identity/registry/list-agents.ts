import { Prisma } from '@/generated/prisma/client'
import { hasStatus } from '@/lib/db/agent-status'
import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor'
import { parseId } from '@/lib/kernel/ids'
import { AgentNameField, ListAgentsInput } from './contract'
import { agentRows, toAgentRow, type AgentRecord } from './internal/agent-rows'
import { query } from './internal/tables'

type Sort = ListAgentsInput['sort']
type Place = { at: string | null; id: string }

/** Each order is total, since the id breaks ties: a page is exact whatever is registered between two of them. */
const ORDERS: Record<Sort, { by: Prisma.Sql; after: (place: Place) => Prisma.Sql; at: (record: AgentRecord) => string | null }> = {
  name: {
    by: Prisma.sql`a.name, a.id`,
    after: ({ at, id }) => Prisma.sql`(a.name, a.id) > (${at}, ${id}::uuid)`,
    at: (record) => record.name,
  },
  newest: {
    by: Prisma.sql`a.created_at desc, a.id desc`,
    after: ({ at, id }) => Prisma.sql`(a.created_at, a.id) < (${at}::timestamptz, ${id}::uuid)`,
    at: (record) => record.created_at.toISOString(),
  },
  // Agents that were never active come last, newest first.
  last_active: {
    by: Prisma.sql`a.last_active_at desc nulls last, a.id desc`,
    after: ({ at, id }) =>
      at === null
        ? Prisma.sql`a.last_active_at is null and a.id < ${id}::uuid`
        : Prisma.sql`(a.last_active_at is null or (a.last_active_at, a.id) < (${at}::timestamptz, ${id}::uuid))`,
    at: (record) => record.last_active_at?.toISOString() ?? null,
  },
}

/** Agents by keyset, filtered; one statement, however many there are. */
export const listAgents = query({
  name: 'registry.agent.list',
  input: ListAgentsInput.refine((input) => input.cursor === undefined || placeOf(input.cursor, input.sort) !== null, {
    path: ['cursor'],
    message: 'is not a place in this list',
  }),
  answer: async (tx, { actor, input }) => {
    const order = ORDERS[input.sort]
    const place = input.cursor === undefined ? null : placeOf(input.cursor, input.sort)
    const conditions = [
      Prisma.sql`a.tenant_id = ${actor.tenantId}::uuid`,
      ...(place ? [order.after(place)] : []),
      // Agents of drills are nobody's estate: found by who looks for them, and counted nowhere.
      ...(input.q ?? input.name ?? input.platform ? [] : [Prisma.sql`a.registered_by <> 'containment.drill'`]),
      ...(input.q ? [Prisma.sql`lower(a.name collate "C") like ${containing(input.q.toLowerCase())}`] : []),
      ...(input.name === undefined ? [] : [Prisma.sql`a.name = ${input.name}`]),
      ...(input.status === undefined ? [] : [hasStatus(input.status)]),
      ...(input.retired === false ? [Prisma.sql`a.state <> 'retired'`] : []),
      ...(input.risk === undefined ? [] : [Prisma.sql`a.risk_level = ${input.risk}`]),
      ...(input.platform === undefined ? [] : [Prisma.sql`a.platform = ${input.platform}`]),
      ...(input.person === undefined ? [] : [Prisma.sql`${input.person}::uuid in (a.owner_id, a.sponsor_id)`]),
    ]
    const found = await agentRows(tx, pageOf(input.sort, Prisma.join(conditions, ' and '), input.limit + 1), order.by)
    const items = found.slice(0, input.limit)
    const last = items.at(-1)
    return {
      items: items.map(toAgentRow),
      next: found.length > input.limit && last ? encodeCursor([input.sort, order.at(last), last.id]) : null,
    }
  },
})

/** The rows of a page. Each order is that of an index, so that a page costs what is on it, however many agents there are. */
function pageOf(sort: Sort, where: Prisma.Sql, limit: number): Prisma.Sql {
  const { by } = ORDERS[sort]
  if (sort !== 'last_active') return Prisma.sql`select a.* from agent a where ${where} order by ${by} limit ${limit}`
  // The index has those that were never active first, so the two are read apart.
  return Prisma.sql`
    select * from (
      (select a.* from agent a where ${where} and a.last_active_at is not null order by a.last_active_at desc, a.id desc limit ${limit})
      union all
      (select a.* from agent a where ${where} and a.last_active_at is null order by a.id desc limit ${limit})
    ) a order by ${by} limit ${limit}`
}

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

/**
 * A pattern that matches `text` anywhere, and nothing else by accident. Names are ASCII, and in that `lower` and `like`
 * cost half of what `ilike` does; no index serves either behind row-level security, whose walls only let leakproof
 * operators through.
 */
const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
