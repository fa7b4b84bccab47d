import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { OrderView } from '@/lib/identity/containment/contract'

const WORD = { waiting: 'Requested', acknowledged: 'Acknowledged', failed: 'Not told', skipped: 'Not told' } as const
const TINT = { waiting: 'text-ink-2', acknowledged: 'font-medium text-ink', failed: 'font-medium text-caution', skipped: 'text-ink-3' } as const

/** Apart from the enforcement points: whoever is told here knows of the order, and has proven nothing. */
export function ToldRows({ told }: Readonly<{ told: OrderView['told'] }>) {
  if (told.length === 0) return null
  return (
    <Card title="Told by CAEP" description="Receivers elsewhere that cannot send receipts. One that acknowledged knows of the order; that it ended anything is not proven." flush>
      <ul>
        {told.map(({ id, name, delivery, state, events, acknowledged, ms, ended_at, detail }) => (
          <li key={`${id} ${ended_at ?? ''}`} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-t border-line px-4 py-2 text-sm">
            <bdi className="font-medium text-ink">{name}</bdi>
            <Badge tone="outline">{delivery === 'push' ? 'pushed' : 'polls'}</Badge>
            <span className={TINT[state]}>{WORD[state]}</span>
            {events > 1 ? (
              <span className="tabular-nums text-ink-2">
                {acknowledged} of {events} events
              </span>
            ) : null}
            {state === 'acknowledged' && ms !== null ? <span className="text-ink-2">after {ms < 10_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 1_000)} s`}</span> : null}
            {ended_at ? <TimeStamp value={ended_at} style="time" className="text-ink-3" /> : null}
            {detail ? <span className="min-w-0 break-words text-ink-2">{detail}</span> : null}
          </li>
        ))}
      </ul>
    </Card>
  )
}
