import { cn } from './cn'

/** For work of unknown length under a second or two. Longer work has counts: see Progress. */
export function Spinner({ className, label }: Readonly<{ className?: string; label: string }>) {
  return (
    <span role="status" className={cn('inline-grid place-items-center', className)}>
      <svg viewBox="0 0 16 16" className="size-4 animate-turn" aria-hidden="true">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeOpacity="0.25" strokeWidth="2" />
        <path d="M8 2a6 6 0 0 1 6 6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      </svg>
      <span className="sr-only">{label}</span>
    </span>
  )
}
