'use client'

import { Search, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'
import { Link } from './link'

type Chip = Readonly<{ label: string; value: ReactNode; /** The page's URL without this filter. */ removeHref: string }>
type Props = Readonly<{
  /** Filters in force, in words. */
  chips?: readonly Chip[]
  clearHref?: string
  /** Free text: a GET form, so that it works before scripts and ends in the URL. */
  search?: { name: string; defaultValue?: string; placeholder: string; action?: string; hidden?: Readonly<Record<string, string>> }
  /** More controls: selects, a time range, a menu of columns. */
  children?: ReactNode
  actions?: ReactNode
  className?: string
}>

export function FilterBar({ chips = [], clearHref, search, children, actions, className }: Props) {
  return (
    <div className={cn('flex flex-col gap-2', className)}>
      <div className="flex flex-wrap items-center gap-2">
        {search ? (
          <form role="search" action={search.action} className="relative min-w-0 grow basis-40 sm:max-w-xs sm:basis-48">
            <Search aria-hidden="true" className="pointer-events-none absolute inset-y-0 left-2.5 my-auto size-4 text-ink-3" />
            <input
              type="search"
              name={search.name}
              defaultValue={search.defaultValue}
              placeholder={search.placeholder}
              aria-label={search.placeholder}
              className="h-8 w-full rounded-md border border-edge/60 bg-surface pl-8 pr-2 text-sm text-ink placeholder:text-ink-3 hover:border-edge max-sm:h-9 max-sm:text-[1rem]"
            />
            {Object.entries(search.hidden ?? {}).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
          </form>
        ) : null}
        {children}
        {actions ? <div className="ml-auto flex items-center gap-2">{actions}</div> : null}
      </div>
      {chips.length > 0 ? (
        <ul aria-label="Filters in force" className="flex flex-wrap items-center gap-1.5">
          {chips.map((chip) => (
            <li key={chip.removeHref}>
              <FilterChip {...chip} />
            </li>
          ))}
          {clearHref && chips.length > 1 ? (
            <li>
              <Link href={clearHref} scroll={false} className="rounded-sm px-1.5 text-xs text-ink-2 underline decoration-edge underline-offset-2 hover:text-ink">
                Clear all
              </Link>
            </li>
          ) : null}
        </ul>
      ) : null}
    </div>
  )
}

function FilterChip({ label, value, removeHref }: Chip) {
  return (
    <span className="inline-flex h-6 max-w-full items-center rounded-md bg-selected pl-2 text-xs text-ink">
      <span className="text-ink-2">{label}</span>
      <span className="ml-1 truncate font-medium">{value}</span>
      <Link href={removeHref} scroll={false} aria-label={`Remove filter ${label}`} className="ml-1 grid size-6 place-items-center rounded-md text-ink-3 hover:text-ink">
        <X aria-hidden="true" className="size-3" />
      </Link>
    </span>
  )
}
