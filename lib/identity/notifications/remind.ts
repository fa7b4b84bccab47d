import { hotTransaction } from '@/lib/db/hot'
import { writeNotices, type Notice } from './internal/notice'

/** Of a review that was escalated, its time is that since then, and it is told of anew. */
const FROM = 'coalesce(c.escalated_at, c.launched_at)'
const AGAIN = `case when c.escalated_at is null then '' else ':escalated' end`
/** Less than this part of a review's time is left: its reviewers are reminded. */
const REMIND_SHARE = 0.25
/** Less than this: whoever answers for them hears of it. */
const ESCALATE_SHARE = 0.1
const AFTERWARDS_DAYS = 14
const ROWS_MAX = 1_000

type Row = { tenant_id: string; id: string; name: string; due_at: Date; reviewer_id: string; reviewer_name: string; items: number; manager_id: string | null; created_by: string; over: boolean; escalate: boolean; ready: number; submits: boolean; again: string }

/**
 * Reminds who has not decided, or not submitted, though it is due soon, and once more of what is not submitted at the very end, tells their manager and whoever launched the review when there is
 * next to no time left, and the latter what nobody answered and kept its access for that. Each once.
 */
export async function remind(): Promise<void> {
  await hotTransaction('system', async (client) => {
    const { rows } = await client.query<Row>(
      `select c.tenant_id, c.id, c.name, c.due_at, r.id as reviewer_id, r.name as reviewer_name, r.manager_id, c.created_by, count(*)::int as items, count(*) filter (where i.state = 'decided')::int as ready, c.unsubmitted = 'submit' as submits, ${AGAIN} as again,
         c.ran_out_at is not null as over, c.ran_out_at is not null or now() > c.due_at - (c.due_at - ${FROM}) * ${ESCALATE_SHARE}::float8 as escalate
       from review_campaign c join review_item i on i.campaign_id = c.id join person r on r.id = i.reviewer_id
       where ((c.opened_at is not null and c.ran_out_at is null and c.due_at > now() and now() > c.due_at - (c.due_at - ${FROM}) * ${REMIND_SHARE}::float8 and i.state in ('open', 'decided')
           and not exists (select from review_question q where q.item_id = i.id and q.answered_at is null and q.withdrawn_at is null))
         or (c.ran_out_at > now() - interval '${AFTERWARDS_DAYS} days' and c.no_response = 'keep' and i.outcome_by = 'no_response'))
       group by c.id, r.id
       having not exists (select from notification n where n.tenant_id = c.tenant_id and n.key = case when c.ran_out_at is not null then 'review.over:' || c.id || ':' || r.id
         when now() > c.due_at - (c.due_at - ${FROM}) * ${ESCALATE_SHARE}::float8 then 'review.escalated:' || c.id || ':' || r.id || ${AGAIN} else 'review.reminder:' || c.id || ':' || r.id || ${AGAIN} end)
       limit ${ROWS_MAX}`,
    )
    for (const row of rows) await writeNotices(client, row.tenant_id, noticesOf(row))
  })
}

function noticesOf({ id, name, due_at, reviewer_id, reviewer_name, manager_id, created_by, items, over, escalate, ready, submits, again }: Row): Notice[] {
  const about = { campaign: { id, name }, items, due_at: due_at.toISOString() }
  const above = [...new Set(over ? [created_by] : [manager_id ?? created_by, created_by])].filter((person) => person !== reviewer_id)
  const reminder = (key: string) => ({ kind: 'review_reminder' as const, personId: reviewer_id, key: `${key}:${id}:${reviewer_id}${again}`, facts: { ...about, unsubmitted: ready, submitted_when_due: submits } })
  return [
    ...(over ? [] : [reminder('review.reminder')]),
    ...(escalate && !over && ready > 0 ? [reminder('review.unsubmitted')] : []),
    ...(escalate
      ? above.map((personId) => ({ kind: 'review_escalated' as const, personId, key: over ? `review.over:${id}:${reviewer_id}` : `review.escalated:${id}:${reviewer_id}${again}`, facts: { ...about, reviewer: { id: reviewer_id, name: reviewer_name }, over } }))
      : []),
  ]
}
