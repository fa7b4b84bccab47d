import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import { askKept, type Raw } from '@/lib/db/plain-read'
import type { EventRecord } from './event-row'

/** Which entries: a condition over `ledger_entry e`, or a select that has put them in order already. */
export type EventSource = { where: Prisma.Sql } | { ordered: (limit: number) => Prisma.Sql }

/** Agents in a chain that have an index of their own (see the migration `explorer`). */
const CHAIN_INDEXES = 8

/**
 * An agent and everything below it: one walk for each place in a chain that it may have, so that each stays in the order
 * of an index. An order that covers more agents than a chain has is found by what it covers.
 */
export function eventsOfAgent({ tenantId, agentId }: { tenantId: string; agentId: string }, where: Prisma.Sql): EventSource {
  const places = Array.from({ length: CHAIN_INDEXES }, (_, n) => Prisma.sql`e.chain[${Prisma.raw(String(n + 1))}] = ${agentId}::uuid`)
  const orders = Prisma.sql`e.cause_id in (select order_id from containment_cover where tenant_id = ${tenantId}::uuid and subject_id = ${agentId}::uuid and kind = 'agent')
    and not (e.chain[1:${Prisma.raw(String(CHAIN_INDEXES))}] @> array[${agentId}::uuid])`
  return {
    ordered: (limit) =>
      Prisma.join(
        [...places, orders].map((place) => Prisma.sql`(select e.* from ledger_entry e where ${where} and ${place} order by e.occurred_at desc, e.id desc limit ${limit})`),
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
  return asRows<EventRecord>(
    await askKept(tx, 'ledger-events', Prisma.sql`
      select e.id, e.occurred_at, e.action, e.result, e.reason, e.actor_kind, e.actor_id, e.actor_name,
        e.root_person_id, p.name as root_name, e.chain::text[] as chain, e.delegation_id, e.mandate_id, e.run_id,
        e.tool_server, e.tool, e.subject_kind, e.subject_id, e.subject_name, e.purpose, e.detail,
        m.kind = 'standing' as autonomous,
        (select array_agg(a.name order by c.n) from unnest(e.chain) with ordinality c(id, n) left join agent a on a.id = c.id) as chain_names,
        o.result as outcome_result, o.occurred_at as outcome_at, o.reason as outcome_reason,
        (o.detail->>'ms')::float8 as outcome_ms
      from unnest(${ids}::uuid[]) w(id)
      join ledger_entry e on e.id = w.id
      left join person p on p.id = e.root_person_id
      left join mandate m on m.id = e.mandate_id
      left join lateral (
        select result, occurred_at, reason, detail from ledger_entry o
        where o.cause_id = e.id and o.action = 'tool.outcome' order by o.occurred_at limit 1
      ) o on true
      order by e.occurred_at desc, e.id desc`),
  ).map((record) => ({ ...record, chain_names: record.chain_names ?? [] }))
}
