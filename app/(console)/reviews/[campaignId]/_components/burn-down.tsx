import { BurnDownChart } from '@/components/charts/burn-down-chart'
import { Card } from '@/components/ui/section'
import type { CampaignView } from '@/lib/identity/reviews/contract'

/** Whether a review will be done in time. */
export function BurnDown({ view }: Readonly<{ view: Pick<CampaignView, 'burn_down' | 'due_at' | 'state' | 'progress'> }>) {
  const last = view.burn_down.at(-1)
  if (!last) return null
  return (
    <Card>
      <BurnDownChart title={findingOf(view, last)} subtitle="Items that were not decided for good, since its reviewers were asked" points={view.burn_down} due={view.due_at} />
    </Card>
  )
}

function findingOf({ state, progress }: Pick<CampaignView, 'state' | 'progress'>, { left, pace }: CampaignView['burn_down'][number]): string {
  const of = `${left.toLocaleString('en')} of ${progress.total.toLocaleString('en')}`
  if (left === 0) return 'Everything was decided for good'
  if (state === 'over') return `${of} were never decided in time`
  const behind = left - pace
  if (behind === 0) return `${of} left, at an even pace`
  return `${of} left: ${Math.abs(behind).toLocaleString('en')} ${behind > 0 ? 'behind' : 'ahead of'} an even pace`
}
