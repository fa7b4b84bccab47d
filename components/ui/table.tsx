import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'
import { Link } from './link'

type TableProps = Readonly<{
  /** What the table lists; read out, not drawn. */
  caption: string
  children: ReactNode
  className?: string
  /** Below 640 px each row becomes a block of labelled lines (give each Td a `label`), instead of scrolling sideways. */
  stack?: boolean
}>

export function Table({ caption, children, className, stack = false }: TableProps) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls sideways must be reachable by keyboard
    <div role="region" aria-label={caption} tabIndex={0} className={cn('group/table relative min-w-0 overflow-x-auto', className)} data-stack={stack || undefined}>
      <table className={cn('w-full border-collapse text-sm', stack && 'max-sm:block')}>
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </div>
  )
}

export function THead({ children }: Readonly<{ children: ReactNode }>) {
  return (
    // Stacked, the cells say themselves what they are; what the rows can be sorted by stays within reach.
    <thead className="group-data-stack/table:max-sm:not-has-[a]:sr-only group-data-stack/table:max-sm:has-[a]:block">
      <tr className="border-b border-line group-data-stack/table:max-sm:has-[a]:flex group-data-stack/table:max-sm:has-[a]:flex-wrap group-data-stack/table:max-sm:has-[a]:gap-x-4 group-data-stack/table:max-sm:has-[a]:px-4">{children}</tr>
    </thead>
  )
}

export function TBody({ className, ...rest }: ComponentProps<'tbody'>) {
  return <tbody className={cn('group-data-stack/table:max-sm:block', className)} {...rest} />
}

type TrProps = ComponentProps<'tr'> & { selected?: boolean; /** Halted, or on fire: a bar of the signal colour. */ alarmed?: boolean }

export function Tr({ className, selected, alarmed, ...rest }: TrProps) {
  return (
    <tr
      data-selected={selected || undefined}
      aria-selected={selected}
      className={cn(
        'border-b border-line transition-colors last:border-b-0 hover:bg-hover data-selected:bg-selected',
        'group-data-stack/table:max-sm:relative group-data-stack/table:max-sm:block group-data-stack/table:max-sm:py-2',
        alarmed && 'shadow-[inset_3px_0_0_var(--signal-solid)]',
        className,
      )}
      {...rest}
    />
  )
}

const ALIGN = { left: 'text-left', right: 'text-right' } as const
const cell = 'px-3 first:pl-4 last:pr-4'

type ThProps = ComponentProps<'th'> & { numeric?: boolean }

export function Th({ className, numeric, children, ...rest }: ThProps) {
  return (
    <th scope="col" className={cn(cell, ALIGN[numeric ? 'right' : 'left'], 'h-8 whitespace-nowrap text-xs font-medium text-ink-3 group-data-stack/table:max-sm:sr-only', className)} {...rest}>
      {children}
    </th>
  )
}

type SortThProps = Readonly<{
  /** Where the list is sorted by this column next: the page's own URL with `sort` changed. */
  href: string
  direction: 'asc' | 'desc' | null
  children: ReactNode
  numeric?: boolean
  className?: string
}>

export function SortTh({ href, direction, children, numeric, className }: SortThProps) {
  const Icon = direction === 'asc' ? ArrowUp : direction === 'desc' ? ArrowDown : ChevronsUpDown
  return (
    <th
      scope="col"
      aria-sort={direction === 'asc' ? 'ascending' : direction === 'desc' ? 'descending' : 'none'}
      className={cn(cell, ALIGN[numeric ? 'right' : 'left'], 'h-8 whitespace-nowrap text-xs font-medium group-data-stack/table:max-sm:flex group-data-stack/table:max-sm:h-10 group-data-stack/table:max-sm:items-center group-data-stack/table:max-sm:px-0', className)}
    >
      <Link href={href} scroll={false} className={cn('-mx-1 inline-flex items-center gap-1 rounded-sm px-1 py-1 hover:text-ink', direction ? 'text-ink' : 'text-ink-3')}>
        {children}
        <Icon aria-hidden="true" className={cn('size-3', !direction && 'opacity-60')} />
      </Link>
    </th>
  )
}

type TdProps = ComponentProps<'td'> & {
  numeric?: boolean
  label?: string
  /** May be as wide as its content wants; others shrink. */
  nowrap?: boolean
  /** A small menu, button or word at the end of the row; stacked, it stands in the block's corner. */
  corner?: boolean
  /** What the row is of; stacked, it heads the block, without a label and clear of the corner. */
  lead?: boolean
}

export function Td({ className, numeric, label, nowrap, corner, lead, children, ...rest }: TdProps) {
  return (
    <td
      className={cn(
        cell,
        ALIGN[numeric ? 'right' : 'left'],
        'h-10 py-1.5 align-middle text-ink',
        nowrap && 'whitespace-nowrap',
        'group-data-stack/table:max-sm:flex group-data-stack/table:max-sm:h-auto group-data-stack/table:max-sm:min-w-0 group-data-stack/table:max-sm:max-w-none group-data-stack/table:max-sm:gap-3 group-data-stack/table:max-sm:px-4 group-data-stack/table:max-sm:py-1 group-data-stack/table:max-sm:text-left',
        corner && 'group-data-stack/table:max-sm:absolute group-data-stack/table:max-sm:right-0 group-data-stack/table:max-sm:top-1.5',
        lead && 'group-data-stack/table:max-sm:pb-1.5 group-data-stack/table:max-sm:pr-24 group-data-stack/table:max-sm:font-medium',
        className,
      )}
      {...rest}
    >
      {label ? (
        <span aria-hidden="true" className="hidden w-24 shrink-0 font-sans text-xs leading-5 text-ink-3 group-data-stack/table:max-sm:inline">
          {label}
        </span>
      ) : null}
      {children}
    </td>
  )
}
