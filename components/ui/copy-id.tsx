'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { cn } from './cn'
import { shortId } from './short-id'

type Props = Readonly<{
  value: string
  /** What it is: "agent id", "token digest". Read out with the button, and before what is seen of the value: WCAG 2.5.3. */
  label: string
  /** Characters kept; the whole value is copied and stands in the title. 0 keeps all. */
  keep?: number
  className?: string
}>

const SAID_FOR_MS = 1_600

export function CopyId({ value, label, keep = 8, className }: Props) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), SAID_FOR_MS)
    return () => clearTimeout(timer)
  }, [state])

  async function copy() {
    try {
      await navigator.clipboard.writeText(value)
      setState('copied')
    } catch {
      // No clipboard outside a secure context: the value is in the title and can be selected.
      setState('refused')
    }
  }

  const Icon = state === 'copied' ? Check : Copy
  return (
    <button
      type="button"
      onClick={copy}
      title={value}
      aria-label={`Copy ${label} ${shortId(value, keep)}`}
      className={cn('group/copy -mx-1 inline-flex max-w-full items-center gap-1 rounded-sm px-1 font-mono text-xs text-ink-2 hover:bg-selected hover:text-ink', className)}
    >
      <span className="truncate">{shortId(value, keep)}</span>
      <Icon aria-hidden="true" className={cn('size-3 shrink-0', state === 'idle' && 'text-ink-3')} />
      <span role="status" className={state === 'idle' ? 'sr-only' : 'font-sans'}>
        {state === 'copied' ? 'copied' : state === 'refused' ? 'not allowed here' : ''}
      </span>
    </button>
  )
}
