import type { ReactNode } from 'react'
import { cn } from './cn'

type Entry = Readonly<{ term: ReactNode; value: ReactNode; /** The exact term of the standard, on hover. */ exact?: string }>

export function DescriptionList({ entries, className }: Readonly<{ entries: readonly Entry[]; className?: string }>) {
  return (
    <dl className={cn('grid grid-cols-[minmax(7rem,max-content)_minmax(0,1fr)] text-sm', className)}>
      {entries.map((entry, index) => (
        <div key={index} className="col-span-2 grid grid-cols-subgrid gap-x-6 border-b border-line py-1.5 last:border-b-0">
          <dt className="text-ink-3" title={entry.exact}>
            {entry.term}
          </dt>
          <dd className="min-w-0 break-words text-ink">{entry.value}</dd>
        </div>
      ))}
    </dl>
  )
}
