'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useId } from 'react'
import { Button } from '@/components/ui/button'
import { formatTime } from '@/components/ui/time-format'
import { TimeStamp } from '@/components/ui/time-stamp'
import { useZone } from '@/components/ui/zone'
import type { Moment } from './chain-at'

type Props = Readonly<{ moments: readonly Moment[]; /** Null: as it is now. */ at: string | null; onChange: (at: string | null) => void }>

/** Stops where the chain changed, and now after the last of them: a range, so that arrows, Home and End move it. */
export function TimeSlider({ moments, at, onChange }: Props) {
  const id = useId()
  const zone = useZone()
  const last = moments.length
  const here = at === null ? last : Math.max(0, moments.findLastIndex((moment) => moment.at <= at))
  const go = (to: number): void => onChange(moments[to]?.at ?? null)
  const moment = at === null ? null : (moments[here] ?? null)
  return (
    <div role="group" aria-label="The chain through time" className="border-t border-line px-4 py-2 text-sm">
      <div className="flex items-center gap-2">
        <Button variant="ghost" size="sm" aria-label="The moment before" disabled={here === 0} onClick={() => go(here - 1)}>
          <ChevronLeft aria-hidden="true" />
        </Button>
        <input
          type="range"
          min={0}
          max={last}
          step={1}
          value={here}
          aria-label="The chain as it was"
          aria-valuetext={moment ? `${formatTime(new Date(moment.at), zone, 'datetime')}: ${moment.what}` : 'now'}
          onChange={(event) => go(Number(event.target.value))}
          list={`${id}-stops`}
          className="h-9 min-w-0 grow accent-ink"
        />
        <datalist id={`${id}-stops`}>
          {[...moments.map((each) => each.at), 'now'].map((stop, index) => (
            <option key={stop} value={index} />
          ))}
        </datalist>
        <Button variant="ghost" size="sm" aria-label="The moment after" disabled={here === last} onClick={() => go(here + 1)}>
          <ChevronRight aria-hidden="true" />
        </Button>
      </div>
      <div className="flex min-h-8 flex-wrap items-center gap-x-2 pt-1 text-ink-2">
        {moment ? (
          <>
            <span className="font-medium text-ink">
              As it was <TimeStamp value={at} />
            </span>
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <bdi>{moment.what}</bdi>
            </span>
            <Button variant="ghost" size="sm" className="ml-auto" onClick={() => onChange(null)}>
              Now
            </Button>
          </>
        ) : (
          <span>As it is now. Move back to see it at each moment that changed it.</span>
        )}
      </div>
    </div>
  )
}
