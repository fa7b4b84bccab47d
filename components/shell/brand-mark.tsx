import { cn } from '@/components/ui/cn'

/** The lanyard: a loop of cord, and the badge that hangs from it. */
export function BrandMark({ className }: Readonly<{ className?: string }>) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" className={cn('size-5', className)}>
      <path d="M4.6 1.4 9 9.2M15.4 1.4 11 9.2" strokeLinecap="round" />
      <rect x="5.6" y="9.2" width="8.8" height="9.4" rx="1.8" />
      <path d="M8.7 11.9h2.6" strokeLinecap="round" />
    </svg>
  )
}
