import { cn } from './cn'

export function Skeleton({ className }: Readonly<{ className?: string }>) {
  return <span aria-hidden="true" className={cn('block h-4 animate-pulse-soft rounded-sm bg-selected', className)} />
}

/** Rows in the shape of the table that is being read, so that nothing moves when it comes. */
export function TableSkeleton({ rows = 8, label }: Readonly<{ rows?: number; label: string }>) {
  return (
    <div role="status">
      <span className="sr-only">{label}</span>
      <div className="h-8 border-b border-line" />
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-10 items-center gap-6 border-b border-line px-4 last:border-b-0">
          <Skeleton className="w-1/4" />
          <Skeleton className="w-1/6" />
          <Skeleton className="w-1/3 max-sm:hidden" />
          <Skeleton className="ml-auto w-16" />
        </div>
      ))}
    </div>
  )
}
