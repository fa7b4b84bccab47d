import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button'
import { Link } from './link'

type Props = Readonly<{
  /** Left out where there is nothing before or after. A keyset has neighbours, not page numbers. */
  previousHref?: string
  nextHref?: string
  /** "50 of 1,204 agents", "50 agents". */
  summary: ReactNode
  label?: string
}>

export function Pager({ previousHref, nextHref, summary, label = 'Pages' }: Props) {
  return (
    <nav aria-label={label} className="flex items-center justify-between gap-4 px-4 py-2 text-xs text-ink-3">
      <span>{summary}</span>
      <span className="flex gap-1">
        <Turn href={previousHref} rel="prev">
          <ChevronLeft aria-hidden="true" />
          Previous
        </Turn>
        <Turn href={nextHref} rel="next">
          Next
          <ChevronRight aria-hidden="true" />
        </Turn>
      </span>
    </nav>
  )
}

function Turn({ href, rel, children }: Readonly<{ href: string | undefined; rel: 'prev' | 'next'; children: ReactNode }>) {
  if (!href) {
    return (
      <Button size="sm" variant="ghost" disabled>
        {children}
      </Button>
    )
  }
  return (
    <Button size="sm" variant="ghost" asChild>
      <Link href={href} rel={rel}>
        {children}
      </Link>
    </Button>
  )
}
