import { Spinner } from '@/components/ui/spinner'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { HaltState } from './halt-state'
import { StatusShape } from './status-shape'

export function HaltProgress({ state }: Readonly<{ state: Extract<HaltState, { status: 'requested' | 'confirmed' }> }>) {
  if (state.status === 'requested') {
    return (
      <span role="status" className="inline-flex h-8 items-center gap-2 text-sm font-medium text-ink">
        <Spinner label="Waiting for receipts" className="text-signal" />
        <span>
          Halt requested <TimeStamp value={state.at} style="time" className="font-normal text-ink-2" />
        </span>
      </span>
    )
  }
  const { points, ms, reachableUntil } = state
  const open = points.total - points.confirmed
  return (
    <span role="status" className="inline-flex min-h-8 flex-wrap items-center gap-x-2 text-sm text-ink">
      <StatusShape status="suspended" className="text-signal" />
      <span className="font-medium">{open > 0 ? 'Halted where confirmed' : 'Halted'}</span>
      <span className="text-ink-2">
        {points.confirmed} of {points.total} {points.total === 1 ? 'point' : 'points'}
        {ms === undefined ? '' : `, ${ms} ms`}
      </span>
      {open > 0 && reachableUntil ? (
        <span className="text-caution">
          reachable until <TimeStamp value={reachableUntil} style="time" />
        </span>
      ) : null}
    </span>
  )
}
