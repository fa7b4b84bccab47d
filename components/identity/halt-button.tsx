'use client'

import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Popover, PopoverAnchor, PopoverContent } from '@/components/ui/popover'
import { HaltCoversList, type HaltCovers } from './halt-covers'
import { HaltMark } from './halt-mark'
import { HaltProgress } from './halt-progress'
import { HaltReason } from './halt-reason'
import type { HaltState } from './halt-state'
import { useHold } from './use-hold'

export type { HaltState } from './halt-state'

type Props = Readonly<{
  /** Whom it halts, as the button's own words: "inv-bot". */
  name: string
  covers: HaltCovers | null
  state: HaltState
  onHalt: () => void
  /** Asked after the click. Left out where somebody else asks. */
  onReason?: (reason: string) => void | Promise<void>
  /** A reason is on record already. */
  reasonGiven?: boolean
  size?: 'sm' | 'md' | 'lg'
  /** In a row: the quiet form, which fills on hover. */
  quiet?: boolean
  /** Told when the reader looks at the button, so that the caller can read what it covers at that moment. */
  onConsider?: () => void
  className?: string
}>

export function HaltButton({ name, covers, state, onHalt, onReason, reasonGiven = false, size = 'md', quiet = false, onConsider, className }: Props) {
  const [shown, setShown] = useState(false)
  const [asking, setAsking] = useState(false)
  const describedBy = useId()

  function show() {
    onConsider?.()
    setShown(true)
  }
  const hold = useHold(show)

  function press() {
    if (hold.takeSpent()) return
    setShown(false)
    onHalt()
    if (onReason) setAsking(true)
  }

  const reason =
    onReason && state.status !== 'idle' ? (
      <HaltReason name={name} state={state} open={asking && state.status !== 'failed'} onOpenChange={setAsking} given={reasonGiven} onReason={onReason} />
    ) : null

  if (state.status === 'requested' || state.status === 'confirmed') {
    return (
      <span className={cn('inline-flex flex-wrap items-center gap-x-3 gap-y-1', className)}>
        <HaltProgress state={state} />
        {reason}
      </span>
    )
  }

  const below = covers && covers.agents > 1 ? ` +${covers.agents - 1} below` : ''
  return (
    <span className={cn('inline-flex flex-col items-start gap-1', className)}>
      <Popover open={shown} onOpenChange={setShown}>
        <PopoverAnchor asChild>
          <Button
            variant={quiet ? 'signal-outline' : 'signal'}
            size={size}
            className={cn('touch-manipulation select-none', quiet && 'hover:border-signal-solid hover:bg-signal-solid hover:text-on-signal')}
            aria-describedby={shown ? describedBy : undefined}
            onClick={press}
            onMouseEnter={show}
            onMouseLeave={() => setShown(false)}
            onFocus={(event) => event.currentTarget.matches(':focus-visible') && show()}
            onBlur={() => setShown(false)}
            {...hold.handlers}
          >
            <HaltMark />
            Halt <span className="sr-only">{name}</span>
            {below ? <span className="font-normal">{below}</span> : null}
          </Button>
        </PopoverAnchor>
        <PopoverContent
          id={describedBy}
          role="tooltip"
          aria-label={`What halting ${name} covers`}
          align="end"
          className="w-72"
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <p className="mb-2 text-sm font-medium text-ink">
            One click suspends <bdi>{name}</bdi> and all below it. It can be restored; the reason is asked after.
          </p>
          <HaltCoversList covers={covers} />
        </PopoverContent>
      </Popover>
      {state.status === 'failed' ? (
        <span role="alert" className="max-w-72 text-xs text-ink">
          <strong className="font-semibold text-signal">Not halted.</strong> {state.message}
        </span>
      ) : null}
    </span>
  )
}
