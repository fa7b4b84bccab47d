import { cn } from '@/components/ui/cn'

export function HaltMark({ className }: Readonly<{ className?: string }>) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={cn('size-4', className)}>
      <path d="M5 1.2h6L14.8 5v6L11 14.8H5L1.2 11V5Z" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M5.2 8h5.6" stroke="currentColor" strokeWidth="2" />
    </svg>
  )
}
