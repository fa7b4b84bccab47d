import { cn } from '@/components/ui/cn'
import type { ChainNode } from './chain-types'

type Kind = ChainNode['kind']

const MARK = {
  /** A person: head and shoulders. */
  person: (
    <>
      <circle cx="8" cy="5.2" r="2.7" />
      <path d="M2.8 13.6c.5-3 2.5-4.6 5.2-4.6s4.7 1.6 5.2 4.6" />
    </>
  ),
  /** An agent: the badge that hangs on a lanyard. */
  agent: (
    <>
      <rect x="3" y="3.6" width="10" height="10.4" rx="1.8" />
      <path d="M6.4 6.2h3.2M6.6 3.6 5.6 1M9.4 3.6l1-2.6M5.6 9.2h4.8M5.6 11.4h3" />
    </>
  ),
  /** A tool: a socket that is plugged into. */
  tool: (
    <>
      <path d="M5.4 1.6v3.2M10.6 1.6v3.2M3.4 4.8h9.2v2.6a4.6 4.6 0 0 1-9.2 0ZM8 12v2.6" />
    </>
  ),
} as const

export const KIND_WORD: Record<Kind, string> = { person: 'person', agent: 'agent', tool: 'tool' }

/** The sign of a kind, the same everywhere. The word for it is read out with the name. */
export function KindMark({ kind, className }: Readonly<{ kind: Kind; className?: string }>) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" strokeLinejoin="round" className={cn('size-4 shrink-0', className)}>
      {MARK[kind]}
    </svg>
  )
}
