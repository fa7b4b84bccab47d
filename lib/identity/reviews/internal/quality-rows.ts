import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { ReviewerQuality } from '../contract'
import { BREAK_SECONDS, flagOf } from '../quality'

/** Reviewers shown: of more, those who decided most. */
const REVIEWERS_MAX = 200

type Row = { id: string; name: string; decisions: number; share_kept: number; median_seconds: number | null; largest_batch: number; took: number; gaps: number; acts: number }

/** `qualityOf`, of every reviewer of a campaign, in the database: a hundred thousand decisions are not read for it. */
export async function qualityRows(tx: Pick<Tx, '$queryRaw'>, campaignId: string): Promise<ReviewerQuality[]> {
  const rows = asRows<Row>(
    await tx.$queryRaw`
      with decided as materialized (
        select decided_by, decided_at, decision, extract(epoch from decided_at - lag(decided_at) over (partition by decided_by order by decided_at))::float8 as gap, count(*) over (partition by decided_by, decided_at) as batch
        from review_item where campaign_id = ${campaignId}::uuid and decided_by is not null and decided_at is not null and decision is not null and outcome_by is distinct from 'no_response'
      )
      select p.id, p.name, count(*)::int as decisions, avg((d.decision = 'keep')::int)::float8 as share_kept, max(d.batch)::int as largest_batch, count(distinct d.decided_at)::int as acts,
        percentile_cont(0.5) within group (order by d.gap) filter (where d.gap <= ${BREAK_SECONDS}) as median_seconds,
        coalesce(sum(d.gap) filter (where d.gap <= ${BREAK_SECONDS}), 0)::float8 as took, count(*) filter (where d.gap <= ${BREAK_SECONDS})::int as gaps
      from decided d join person p on p.id = d.decided_by group by p.id order by 3 desc, p.name limit ${REVIEWERS_MAX}`,
  )
  return rows.map(({ id, name, took, gaps, acts, ...row }) => ({ person: { id, name }, ...row, flag: flagOf({ decisions: row.decisions, took, gaps, acts }) }))
}
