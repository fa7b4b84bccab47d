import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { PersonRef } from '../../registry/contract'
import { REVIEWER_ITEMS_MAX } from '../terms'

const NAMES_SHOWN = 50
const REVIEWERS_SHOWN = 100

export type Counted = {
  agents: number; ownerless: number; fallback: number; need_second: number; need_third: number; uncertifiable: number; unchanged_low_risk: number; without_calls: number
  losing: number; losing_high: number; losing_production: number; losing_tools: number; losing_names: string[]
  /** Of every row, in the order of agents. */
  digest: string
  reviewers: { person: PersonRef; items: number }[]; reviewer_count: number; overloaded: number
} // prettier-ignore

/** Sums up what is planned: of the rows that would be written, or of those that were. */
export async function countPlanned(tx: Pick<Tx, '$queryRaw'>, planned: Prisma.Sql): Promise<Counted> {
  const [row] = asRows<Counted>(
    await tx.$queryRaw(Prisma.sql`
      with planned as materialized (${planned}), load as materialized (select reviewer_id, count(*)::int as items from planned group by 1)
      select count(*)::int as agents, count(*) filter (where ownerless)::int as ownerless, count(*) filter (where by_fallback)::int as fallback, count(*) filter (where second)::int as need_second,
        count(*) filter (where third)::int as need_third, count(*) filter (where uncertifiable)::int as uncertifiable, count(*) filter (where steady)::int as unchanged_low_risk, count(*) filter (where not called)::int as without_calls,
        count(*) filter (where losing)::int as losing, count(*) filter (where losing and risk_level in ('high', 'critical'))::int as losing_high, count(*) filter (where losing and production)::int as losing_production,
        coalesce(sum(loses) filter (where losing), 0)::int as losing_tools,
        coalesce((array_agg(agent_name order by agent_name, agent_id) filter (where losing))[1:${NAMES_SHOWN}::int], '{}') as losing_names,
        -- Use moves with every call; what is reviewed, by whom and what silence costs must be what was read.
        encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', agent_id, document_digest, reviewer_id, second, third, losing, mandates), chr(10) order by agent_id), ''), 'UTF8')), 'hex') as digest,
        (select coalesce(jsonb_agg(jsonb_build_object('person', jsonb_build_object('id', l.id, 'name', l.name), 'items', l.items) order by l.items desc, l.name), '[]')
          from (select p.id, p.name, x.items from load x join person p on p.id = x.reviewer_id order by x.items desc, p.name limit ${REVIEWERS_SHOWN}) l) as reviewers,
        (select count(*)::int from load) as reviewer_count, (select count(*)::int from load where items > ${REVIEWER_ITEMS_MAX}) as overloaded
      from planned`),
  )
  if (!row) throw new TypeError('a sum has one row')
  return row
}
