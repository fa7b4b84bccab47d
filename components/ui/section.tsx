import type { ReactNode } from 'react'
import { cn } from './cn'

type Props = Readonly<{
  title?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  children: ReactNode
  /** `plain` stands on the page under a hairline; `card` is a ground of its own, for what is apart from its surroundings. */
  variant?: 'plain' | 'card'
  /** The content reaches the edges, as a table does. */
  flush?: boolean
  level?: 2 | 3
  id?: string
  className?: string
}>

export function Section({ title, description, actions, children, variant = 'plain', flush = false, level = 2, id, className }: Props) {
  const Heading = level === 2 ? 'h2' : 'h3'
  const card = variant === 'card'
  return (
    <section
      id={id}
      className={cn('min-w-0', card ? 'overflow-hidden rounded-lg border border-line bg-surface' : 'border-t border-line pt-4', className)}
    >
      {title || actions ? (
        <div className={cn('flex flex-wrap items-start justify-between gap-x-4 gap-y-2', card ? 'px-4 pt-3' : '', flush ? 'pb-2' : 'pb-3')}>
          <div className={cn('min-w-0', actions && 'grow basis-48')}>
            {title ? <Heading className="text-base font-semibold text-ink">{title}</Heading> : null}
            {description ? <p className="max-w-prose text-sm text-ink-2">{description}</p> : null}
          </div>
          {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
        </div>
      ) : null}
      <div className={cn(card && !flush && 'px-4 pb-4', card && !flush && !title && 'pt-4')}>{children}</div>
    </section>
  )
}

export function Card(props: Omit<Props, 'variant'>) {
  return <Section variant="card" {...props} />
}
