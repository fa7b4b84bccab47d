import { CircleAlert, Info, OctagonX } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'

const LOOK = {
  info: { box: 'border-line bg-sunken text-ink-2', icon: Info },
  caution: { box: 'border-caution-line bg-caution-wash text-ink', icon: CircleAlert },
  signal: { box: 'border-signal-line bg-signal-wash text-ink', icon: OctagonX },
} as const

const TINT = { info: 'text-ink-3', caution: 'text-caution', signal: 'text-signal' } as const

type Props = Readonly<{ tone?: keyof typeof LOOK; title?: ReactNode; children?: ReactNode; actions?: ReactNode; live?: boolean; className?: string }>

/** A sentence that belongs to what stands beside it. `live` reads it out when it appears. */
export function Notice({ tone = 'info', title, children, actions, live = false, className }: Props) {
  const { box, icon: Icon } = LOOK[tone]
  return (
    <div role={live ? 'alert' : undefined} className={cn('flex items-start gap-2.5 rounded-md border px-3 py-2 text-sm', box, className)}>
      <Icon aria-hidden="true" className={cn('mt-0.5 size-4 shrink-0', TINT[tone])} />
      <div className="min-w-0 grow">
        {title ? <p className="font-medium text-ink">{title}</p> : null}
        {children}
      </div>
      {actions}
    </div>
  )
}
