import { CircleDashed, EyeOff, SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button'
import { Link } from './link'

type Props = Readonly<{
  /** Why it is empty: nothing yet, nothing matches, or the reader may not see it. Three different sentences. */
  because: 'nothing_yet' | 'no_match' | 'not_permitted'
  title: string
  children?: ReactNode
  /** The one next step. Left out for `not_permitted`. */
  next?: { label: string; href: string }
}>

const ICON = { nothing_yet: CircleDashed, no_match: SearchX, not_permitted: EyeOff } as const

export function EmptyState({ because, title, children, next }: Props) {
  const Icon = ICON[because]
  return (
    <div className="flex flex-col items-center gap-1 px-6 py-12 text-center">
      <Icon aria-hidden="true" className="mb-2 size-5 text-ink-3" strokeWidth={1.5} />
      <p className="text-base font-semibold text-ink">{title}</p>
      {children ? <div className="max-w-md text-sm text-ink-2">{children}</div> : null}
      {next && because !== 'not_permitted' ? (
        <Button asChild className="mt-3">
          <Link href={next.href}>{next.label}</Link>
        </Button>
      ) : null}
    </div>
  )
}
