import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { MyReviews } from '../contract'
import { SOON_SHARE } from '../terms'

const AFTERWARDS_DAYS = 14
const ESCALATIONS_MAX = 50

type Row = { id: string; name: string; reviewer_id: string; reviewer_name: string; items: number; due_at: Date; over: boolean }

/**
 * What others have left unanswered though it is due soon, for their manager and whoever launched it; and what was never
 * answered and kept its access for that, until somebody reviews it.
 */
export async function escalationsFor(tx: Pick<Tx, '$queryRaw'>, tenantId: string, personId: string): Promise<MyReviews['escalations']> {
  const rows = asRows<Row>(
    await tx.$queryRaw`
      select c.id, c.name, r.id as reviewer_id, r.name as reviewer_name, count(*)::int as items, c.due_at, c.ran_out_at is not null as over
      from review_campaign c join review_item i on i.campaign_id = c.id join person r on r.id = i.reviewer_id
      where c.tenant_id = ${tenantId}::uuid and c.opened_at is not null and r.id <> ${personId}::uuid and (
        (c.ran_out_at is null and c.due_at > now() and now() > c.due_at - (c.due_at - coalesce(c.escalated_at, c.launched_at)) * ${SOON_SHARE}::float8
          and i.state in ('open', 'decided') and (c.created_by = ${personId}::uuid or r.manager_id = ${personId}::uuid))
        or (c.ran_out_at > now() - make_interval(days => ${AFTERWARDS_DAYS}::int) and c.no_response = 'keep' and c.created_by = ${personId}::uuid and i.outcome_by = 'no_response'
          and not exists (select from review_item later where later.tenant_id = i.tenant_id and later.agent_id = i.agent_id and later.outcome_by = 'review' and later.final_at > i.final_at)))
      group by c.id, r.id order by c.due_at, r.name limit ${ESCALATIONS_MAX}`,
  )
  return rows.map((row) => ({ campaign: { id: row.id, name: row.name }, reviewer: { id: row.reviewer_id, name: row.reviewer_name }, items: row.items, due_at: row.due_at.toISOString(), over: row.over }))
}
