import type { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { EventRecord } from './event-row'

/**
 * Reads entries with the names and the outcome that a sentence needs. The one place where the ledger's pages look at
 * tables of other contexts: names only, joined for the rows of one page.
 */
export async function selectEvents(tx: Pick<Tx, '$queryRaw'>, where: Prisma.Sql, limit: number): Promise<EventRecord[]> {
  return asRows<EventRecord>(
    await tx.$queryRaw`
      with page as (
        select * from ledger_entry e where ${where} order by e.occurred_at desc, e.id desc limit ${limit}
      )
      select e.id, e.occurred_at, e.action, e.result, e.reason, e.actor_kind, e.actor_id, e.actor_name,
        e.root_person_id, p.name as root_name, e.chain::text[] as chain, e.delegation_id, e.mandate_id, e.run_id,
        e.tool_server, e.tool, e.subject_kind, e.subject_id, e.subject_name, e.purpose, e.detail,
        m.kind = 'standing' as autonomous,
        (select array_agg(a.name order by c.n) from unnest(e.chain) with ordinality c(id, n) left join agent a on a.id = c.id) as chain_names,
        o.result as outcome_result, o.occurred_at as outcome_at, o.reason as outcome_reason,
        (o.detail->>'ms')::float8 as outcome_ms
      from page e
      left join person p on p.id = e.root_person_id
      left join mandate m on m.id = e.mandate_id
      left join lateral (
        select result, occurred_at, reason, detail from ledger_entry o
        where o.cause_id = e.id and o.action = 'tool.outcome' order by o.occurred_at limit 1
      ) o on true
      order by e.occurred_at desc, e.id desc`,
  ).map((record) => ({ ...record, chain_names: record.chain_names ?? [] }))
}
