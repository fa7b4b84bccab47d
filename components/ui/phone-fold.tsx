'use client'

import { ChevronDown } from 'lucide-react'
import { useEffect, useId, useState, type ReactNode } from 'react'
import { cn } from './cn'

type Props = Readonly<{
  /** What is in it, in words: "4 facts: 2 met, 1 gap". */
  summary: ReactNode
  children: ReactNode
  /** The part of the address after `#` that leads here, and so opens it. */
  anchor?: string
  className?: string
}>

/** What is long and looked at one by one: below 640 px only a line that says what it holds, until that is pressed. */
export function PhoneFold({ summary, children, anchor, className }: Props) {
  const [open, setOpen] = useState(false)
  const id = useId()
  useEffect(() => {
    if (!anchor) return
    const follow = () => {
      if (location.hash === `#${anchor}`) setOpen(true)
    }
    follow()
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [anchor])
  return (
    <div className={cn('min-w-0', className)}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex min-h-10 w-full items-center justify-between gap-3 px-4 py-2 text-left text-sm text-ink-2 hover:bg-hover focus-visible:outline-offset-[-2px]! sm:hidden"
      >
        <span>{summary}</span>
        <ChevronDown aria-hidden="true" className={cn('size-4 shrink-0 text-ink-3', open && 'rotate-180')} />
      </button>
      <div id={id} className={open ? undefined : 'max-sm:hidden'}>
        {children}
      </div>
    </div>
  )
}
