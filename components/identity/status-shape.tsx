import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import type { AgentStatus } from './chain-types'

const OCTAGON = 'M4.3 1h5.4L13 4.3v5.4L9.7 13H4.3L1 9.7V4.3Z'

const SHAPE: Record<AgentStatus, ReactNode> = {
  active: <circle cx="7" cy="7" r="4.5" fill="currentColor" />,
  suspended: (
    <>
      <path d={OCTAGON} fill="currentColor" />
      <path d="M5.3 4.6v4.8M8.7 4.6v4.8" stroke="var(--surface)" strokeWidth="1.7" />
    </>
  ),
  quarantined: (
    <>
      <path d={OCTAGON} fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M4.6 4.6 9.4 9.4M9.4 4.6 4.6 9.4" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  retired: (
    <>
      <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M4 10 10 4" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  draft: <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.4 2.3" />,
  unknown: (
    <>
      <path d="M4 4.9a3 3 0 1 1 4.4 2.6C7.4 8 7 8.5 7 9.5" fill="none" stroke="currentColor" strokeWidth="1.7" />
      <circle cx="7" cy="12.2" r="1.1" fill="currentColor" />
    </>
  ),
}

export function StatusShape({ status, className }: Readonly<{ status: AgentStatus; className?: string }>) {
  return (
    <svg viewBox="0 0 14 14" aria-hidden="true" className={cn('size-3.5 shrink-0', className)}>
      {SHAPE[status]}
    </svg>
  )
}
