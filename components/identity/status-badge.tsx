import { cn } from '@/components/ui/cn'
import type { AgentStatus } from './chain-types'
import { StatusShape } from './status-shape'

const LOOK: Record<AgentStatus, { word: string; tint: string; exact: string }> = {
  active: { word: 'Active', tint: 'text-calm', exact: 'May be issued credentials' },
  suspended: { word: 'Suspended', tint: 'text-signal', exact: 'Halted by a containment order; can be restored' },
  quarantined: { word: 'Quarantined', tint: 'text-signal', exact: 'Halted and kept apart for an investigation' },
  retired: { word: 'Retired', tint: 'text-ink-3', exact: 'Ended for good' },
  draft: { word: 'Draft', tint: 'text-ink-2', exact: 'Not approved yet; is issued nothing' },
  unknown: { word: 'Unknown', tint: 'text-caution', exact: 'Its state could not be established' },
}

type Props = Readonly<{ status: AgentStatus; /** Since when, by whom: hover. */ detail?: string; className?: string }>

/** Shape, word and colour: any one of the three is enough to tell. */
export function StatusBadge({ status, detail, className }: Props) {
  const { word, tint, exact } = LOOK[status]
  return (
    <span title={detail ?? exact} className={cn('inline-flex items-center gap-1.5 whitespace-nowrap align-middle text-sm', tint, className)}>
      <StatusShape status={status} />
      {word}
    </span>
  )
}

export const isHalted = (status: AgentStatus | undefined): boolean => status === 'suspended' || status === 'quarantined'
