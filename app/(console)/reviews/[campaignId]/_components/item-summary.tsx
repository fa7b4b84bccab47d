import { RiskLevel } from '@/app/(console)/_components/risk-level'
import { Sparkline } from '@/components/charts/sparkline'
import { Badge } from '@/components/ui/badge'
import { TimeStamp } from '@/components/ui/time-stamp'
import { DECISION_WORD } from '../../_components/review-words'
import type { WorkItem } from './work-item'

/** Reasons are sentences: on a phone they need more than a line. */
const WRAPS = 'h-auto min-h-5 whitespace-normal'

/** What a reviewer has to see before they decide, on two lines. */
export function ItemSummary({ item }: Readonly<{ item: WorkItem }>) {
  const { evidence, recommendation, unused, graced } = item
  const used = evidence.tools.length - unused.length
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-2">
        <RiskLevel level={item.risk_level} />
        <span>
          used {used} of {evidence.tools.length} {evidence.tools.length === 1 ? 'tool' : 'tools'}, {evidence.calls} {evidence.calls === 1 ? 'call' : 'calls'}
        </span>
        <Sparkline values={evidence.weeks} label={`${evidence.calls} calls in 90 days, by week`} />
        <span>
          last used <TimeStamp value={evidence.last_used_at} style="relative" absent="not in 90 days" />
        </span>
        {unused.length > 0 ? <span>never used: {unused.length}{graced.length > 0 ? `, ${graced.length} of them new` : ''}</span> : null}
        {evidence.denied > 0 ? <span>{evidence.denied} denied</span> : null}
        {evidence.environment ? <span>{evidence.environment}</span> : null}
      </span>
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-2">
        <span>
          <span className="font-medium text-ink">{DECISION_WORD[recommendation.decision]}?</span> {recommendation.reason} <span className="text-ink-3">({recommendation.confidence} confidence)</span>
        </span>
        {evidence.changed_because.map((why) => (
          <Badge key={why} tone="outline" className={WRAPS}>
            {why}
          </Badge>
        ))}
        {item.second.needed ? (
          <Badge tone="outline" className={WRAPS}>
            {item.third ? 'two more people' : 'second person'}
            {item.second.why ? `: ${item.second.why}` : ''}
          </Badge>
        ) : null}
        {item.agent.status === 'active' ? null : <Badge tone="caution" className={WRAPS}>it is {item.agent.status} now</Badge>}
        {item.moved ? <Badge tone="caution" className={WRAPS}>its document moved since the launch</Badge> : null}
        {item.second_look && item.state === 'open' ? <Badge tone="caution" className={WRAPS}>look again: {item.second_look}</Badge> : null}
        {item.certifier_note && item.state === 'open' ? <Badge tone="caution" className={WRAPS}>given back: {item.certifier_note}</Badge> : null}
      </span>
    </>
  )
}
