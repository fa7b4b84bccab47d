import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import { askKept, type Raw } from '@/lib/db/plain-read'
import type { EventRecord } from './event-row'

/** Which entries: a condition over `ledger_entry e`, or a select that has put them in order already. */
export type EventSource = { where: Prisma.Sql } | Ordered
type Ordered = { ordered: (limit: number) => Prisma.Sql }

/** No list shows one by itself, and the indexes that lists are walked along have none: only what says so can use them, whatever else it names. */
export const NO_OUTCOME = Prisma.sql`e.action <> 'tool.outcome'`

/** Agents in a chain that have an index of their own (see the migration `explorer`). */
const CHAIN_INDEXES = 8

/** What an order that covers an agent is found by where the order covers more agents than a chain has. */
const orderOver = ({ tenantId, agentId }: { tenantId: string; agentId: string }): Prisma.Sql => Prisma.sql`e.cause_id in (select order_id from containment_cover where tenant_id = ${tenantId}::uuid and subject_id = ${agentId}::uuid and kind = 'agent')
    and not (e.chain[1:${Prisma.raw(String(CHAIN_INDEXES))}] @> array[${agentId}::uuid])`

/**
 * An agent and everything below it: one walk for each place in a chain that it may have, so that each stays in the order
 * of an index. An order that covers more agents than a chain has is found by what it covers.
 */
export function eventsOfAgent({ tenantId, agentId }: { tenantId: string; agentId: string }, where: Prisma.Sql): Ordered {
  const places = Array.from({ length: CHAIN_INDEXES }, (_, n) => Prisma.sql`e.chain[${Prisma.raw(String(n + 1))}] = ${agentId}::uuid`)
  const order = Prisma.sql`order by e.occurred_at desc, e.id desc`
  return {
    ordered: (limit) =>
      Prisma.join(
        [
          ...places.map((place) => Prisma.sql`(select e.* from ledger_entry e where ${where} and ${place} ${order} limit ${limit})`),
          // Few, and looked up: not a walk along everything.
          Prisma.sql`(select e.* from (select e.* from ledger_entry e where ${where} and ${orderOver({ tenantId, agentId })} offset 0) e ${order} limit ${limit})`,
        ],
        ' union all ',
      ),
  }
}

/**
 * Reads entries with the names and the outcome that a sentence needs. The one place where the ledger's pages look at
 * tables of other contexts: names only, joined for the rows of one page.
 */
export async function selectEvents(tx: Raw, source: EventSource, limit: number): Promise<EventRecord[]> {
  const entries = 'where' in source ? Prisma.sql`ledger_entry e where ${source.where}` : Prisma.sql`(${source.ordered(limit)}) e`
  const page = asRows<{ id: string }>(await tx.$queryRaw(Prisma.sql`select e.id::text from ${entries} order by e.occurred_at desc, e.id desc limit ${limit}`))
  return readEvents(tx, page.map(({ id }) => id))
}

/** Entries by their ids, newest first. A statement of its own, planned once: over partitions that takes longer than reading a page. */
export async function readEvents(tx: Raw, ids: readonly string[]): Promise<EventRecord[]> {
  if (ids.length === 0) return []
  const { columns, joined } = namedEvents
  return withNames(asRows(await askKept(tx, 'ledger-events', Prisma.sql`select ${columns} from unnest(${ids}::uuid[]) w(id) ${joined} order by e.occurred_at desc, e.id desc`)))
}

/** Of a page of ids `w`: an entry `e` with the names and the outcome that its sentence needs. */
export const namedEvents = {
  columns: Prisma.sql`e.id, e.occurred_at, e.action, e.result, e.reason, e.actor_kind, e.actor_id, e.actor_name,
    e.root_person_id, p.name as root_name, e.chain::text[] as chain, e.delegation_id, e.mandate_id, e.run_id,
    e.tool_server, e.tool, e.subject_kind, e.subject_id, e.subject_name, e.purpose, e.detail,
    m.kind = 'standing' as autonomous,
    (select array_agg(a.name order by c.n) from unnest(e.chain) with ordinality c(id, n) left join agent a on a.id = c.id) as chain_names,
    o.result as outcome_result, o.occurred_at as outcome_at, o.reason as outcome_reason,
    (o.detail->>'ms')::float8 as outcome_ms`,
  joined: Prisma.sql`
    join ledger_entry e on e.id = w.id
    left join person p on p.id = e.root_person_id
    left join mandate m on m.id = e.mandate_id
    left join lateral (
      select result, occurred_at, reason, detail from ledger_entry o
      where o.cause_id = e.id and o.action = 'tool.outcome' order by o.occurred_at limit 1
    ) o on true`,
}

export const withNames = <R extends EventRecord>(records: R[]): R[] => records.map((record) => ({ ...record, chain_names: record.chain_names ?? [] }))
