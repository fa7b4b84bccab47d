import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from './link'

type Props = Readonly<{
  title: ReactNode
  /** Beside the title: a status, a count. */
  aside?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  trail?: readonly { label: string; href: string }[]
}>

export function PageHeader({ title, aside, description, actions, trail }: Props) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3 pb-5">
      <div className="min-w-0">
        {trail?.length ? (
          <nav aria-label="Breadcrumb">
            <ol className="mb-1 flex flex-wrap items-center gap-1 text-xs text-ink-3">
              {trail.map((step) => (
                <li key={step.href} className="flex items-center gap-1">
                  <Link href={step.href} className="rounded-sm hover:text-ink hover:underline">
                    {step.label}
                  </Link>
                  <ChevronRight aria-hidden="true" className="size-3" />
                </li>
              ))}
            </ol>
          </nav>
        ) : null}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-xl font-semibold tracking-[-0.01em] text-ink">{title}</h1>
          {aside}
        </div>
        {description ? <p className="mt-0.5 max-w-prose text-sm text-ink-2">{description}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  )
}
