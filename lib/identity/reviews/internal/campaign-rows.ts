import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'
import type { CampaignRow, Independence, NoResponse, ReviewScope } from '../contract'
import type { Reviewers, Trigger, Unsubmitted } from '../terms'

type Progress = CampaignRow['progress']
type Row = Omit<Progress, 'no_response'> & {
  no_response_items: number
  id: string; name: string; scope: ReviewScope; scope_value: string | null; reviewers: Reviewers; named: { id: string; name: string }[]; fallback_id: string; fallback_name: string
  no_response: NoResponse; unsubmitted: Unsubmitted; independence: Independence; stages: number; second_look: boolean; grace_days: number; schedule_id: string | null; trigger: Trigger | null; opened_at: Date | null; cancelled_at: Date | null; due_at: Date; escalated_at: Date | null; launched_at: Date; created_by: string; created_by_name: string; over: boolean
} // prettier-ignore

const count = (where: string): Prisma.Sql => Prisma.raw(`count(i.id) filter (where ${where})::int`)

/** As `whyNotCertify` says it, of rows. */
const mayCertify = (me: string | null): Prisma.Sql => Prisma.sql`i.decided_by <> ${me}::uuid and i.certified_by is distinct from ${me}::uuid and not exists (
  select from agent a join agent_revision r on r.id = a.revision_in_force_id where a.id = i.agent_id and (
    ${me}::uuid in (a.owner_id, a.sponsor_id) or ${me} = r.author_id or ${me} = any(r.edited_by) or (r.number = 1 and a.registered_by = ${me})
    or exists (select from mandate m where m.tenant_id = a.tenant_id and m.agent_id = a.id and m.person_id = ${me}::uuid and m.withdrawn_at is null and m.expires_at > now())))`

/** Campaigns with how far they are, and what of them is the reader's to do. */
export async function campaignRows(tx: Pick<Tx, '$queryRaw'>, actor: Actor, where: Prisma.Sql, limit: number): Promise<CampaignRow[]> {
  const me = actor.kind === 'person' ? actor.id : null
  const certifies = actor.kind === 'person' && actor.role === 'admin'
  const rows = asRows<Row>(
    await tx.$queryRaw(Prisma.sql`
      select c.id, c.name, c.scope, c.scope_value, c.reviewers, (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by p.name, p.id), '[]') from person p where p.id = any(c.reviewer_ids)) as named, c.fallback_id, f.name as fallback_name, c.no_response, c.unsubmitted, c.independence, c.stages, c.second_look, c.grace_days, c.schedule_id, c.trigger, c.opened_at, c.cancelled_at, c.due_at, c.escalated_at, c.launched_at, c.created_by, c.created_by_name,
        (c.ran_out_at is not null or c.due_at <= now()) as over,
        coalesce((c.launch_check->>'agents')::int, 0) as planned, count(i.id)::int as total, ${count(`i.state = 'final'`)} as final, ${count(`i.state = 'decided'`)} as ready, ${count(`i.state = 'certify'`)} as certify,
        count(i.id) filter (where i.reviewer_id = ${me}::uuid and i.state in ('open', 'decided'))::int as mine,
        count(i.id) filter (where i.reviewer_id = ${me}::uuid and i.state = 'decided')::int as mine_ready,
        count(i.id) filter (where ${certifies} and i.state = 'certify' and ${mayCertify(me)})::int as mine_to_certify,
        (select count(*)::int from review_question q where q.campaign_id = c.id and q.asked_of = ${me}::uuid and q.answered_at is null and q.withdrawn_at is null) as mine_to_answer,
        ${count(`i.outcome_by = 'no_response'`)} as no_response_items, (select count(*)::int from review_item w where w.campaign_id = c.id and w.submitted_when_due) as when_due,
        ${count(`i.state <> 'open' and i.decision = 'keep'`)} as keep, ${count(`i.decision = 'reduce'`)} as reduce, ${count(`i.decision = 'remove'`)} as remove,
        ${count(`i.effect = 'applied'`)} as applied, ${count(`i.effect = 'failed'`)} as failed, ${count(`i.effect = 'drifted'`)} as drifted, ${count(`i.effect = 'pending'`)} as pending,
        case when ${count(`i.state = 'final' and i.decision <> 'keep' and i.phase is null`)} > c.phase_from then ${count(`i.effect = 'pending' and i.decision <> 'keep' and i.phase is null`)} else 0 end as held
      from review_campaign c join person f on f.id = c.fallback_id left join review_item i on i.campaign_id = c.id
      where c.tenant_id = ${actor.tenantId}::uuid and ${where}
      group by c.id, f.name order by c.launched_at desc, c.id desc limit ${limit}`),
  )
  return rows.map(viewOf)
}

function viewOf(row: Row): CampaignRow {
  return {
    id: row.id, name: row.name, scope: row.scope, value: row.scope_value, reviewers: row.reviewers, named: row.named, fallback: { id: row.fallback_id, name: row.fallback_name },
    no_response: row.no_response, unsubmitted: row.unsubmitted, independence: row.independence, stages: row.stages, second_look: row.second_look, grace_days: row.grace_days, scheduled: row.schedule_id !== null, trigger: row.trigger, due_at: row.due_at.toISOString(), escalated_at: row.escalated_at?.toISOString() ?? null, launched_at: row.launched_at.toISOString(),
    launched_by: { id: row.created_by, name: row.created_by_name }, state: row.cancelled_at ? 'cancelled' : !row.opened_at ? 'launching' : row.over ? 'over' : 'running',
    progress: {
      total: row.total, planned: row.planned, final: row.final, ready: row.ready, certify: row.certify, mine: row.over || !row.opened_at ? 0 : row.mine, mine_ready: row.over || !row.opened_at ? 0 : row.mine_ready, mine_to_certify: row.over ? 0 : row.mine_to_certify,
      mine_to_answer: row.over ? 0 : row.mine_to_answer,
      no_response: row.no_response_items, when_due: row.when_due, keep: row.keep, reduce: row.reduce, remove: row.remove,
      applied: row.applied, failed: row.failed, drifted: row.drifted, pending: row.pending, held: row.held,
    },
  } // prettier-ignore
}
