import { Check, CircleDashed, OctagonX, X } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import type { EventRow } from '@/lib/identity/ledger/contract'

const LOOK = {
  allowed: { icon: Check, word: 'allowed', tint: 'text-ink-3' },
  ok: { icon: Check, word: 'ok', tint: 'text-ink-3' },
  denied: { icon: X, word: 'denied', tint: 'text-ink' },
  failed: { icon: X, word: 'failed', tint: 'text-ink' },
  cut: { icon: OctagonX, word: 'cut', tint: 'text-signal' },
  running: { icon: CircleDashed, word: 'running', tint: 'text-caution' },
} as const

/** How it ended, as a shape with a word. A call without an outcome is running, and is not drawn as good. */
export function EventMark({ event, className }: Readonly<{ event: EventRow; className?: string }>) {
  const state = event.action === 'containment.halt' && event.result !== 'denied' ? 'cut' : event.action === 'tool.call' && event.result === 'allowed' ? (event.outcome?.result ?? 'running') : event.result
  const { icon: Icon, word, tint } = LOOK[state]
  return (
    <span title={word} className={cn('inline-flex shrink-0', tint, className)}>
      <Icon aria-hidden="true" className="size-4" strokeWidth={state === 'denied' || state === 'failed' ? 2.5 : 2} />
      <span className="sr-only">{word}</span>
    </span>
  )
}
