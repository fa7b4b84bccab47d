import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import type { CampaignView } from '../contract'

/** Points of the line, its beginning left out. */
const STEPS = 24

type Of = { id: string; openedAt: Date; dueAt: Date; total: number }

/**
 * How many items were not decided for good, from when its reviewers were asked until now or until it was due; beside it
 * what an even pace would have left. What its rule settled was never decided.
 */
export async function burnDown(tx: Pick<Tx, '$queryRaw'>, { id, openedAt, dueAt, total }: Of, now = new Date()): Promise<CampaignView['burn_down']> {
  const [from, due] = [openedAt.getTime(), dueAt.getTime()]
  const until = Math.min(now.getTime(), due)
  if (total === 0 || until <= from) return []
  const step = (until - from) / STEPS
  const rows = asRows<{ step: number; items: number }>(
    await tx.$queryRaw`
      select ceil(extract(epoch from (final_at - ${openedAt}::timestamptz)) * 1000 / ${step}::float8)::int as step, count(*)::int as items
      from review_item where campaign_id = ${id}::uuid and outcome_by = 'review' and final_at is not null group by 1`,
  )
  return Array.from({ length: STEPS + 1 }, (_, n) => {
    const at = from + n * step
    const decided = rows.reduce((sum, row) => (row.step <= n || n === STEPS ? sum + row.items : sum), 0)
    return { at: new Date(Math.round(at)).toISOString(), left: total - decided, pace: Math.round((total * (due - at)) / (due - from)) }
  })
}
