import { cn } from '@/components/ui/cn'
import { EntityName } from './entity-name'
import { initials } from './initials'

type Props = Readonly<{
  name: string
  href?: string
  /** Role or relation: "sponsor", "owner", "analyst". */
  detail?: string
  /** Has left or is deactivated: an accountable human is missing. */
  gone?: boolean
  className?: string
}>

export function PersonBadge({ name, href, detail, gone = false, className }: Props) {
  return (
    <span className={cn('inline-flex min-w-0 max-w-full items-center gap-2 align-middle', className)}>
      <span
        aria-hidden="true"
        className={cn(
          'grid size-5 shrink-0 place-items-center rounded-full text-[0.5625rem] font-semibold leading-none',
          gone ? 'border border-dashed border-caution text-caution' : 'bg-selected text-ink-2',
        )}
      >
        {initials(name)}
      </span>
      <span className="flex min-w-0 flex-col">
        <EntityName name={name} href={href} className="truncate text-ink" title={name} />
        {gone ? <span className="text-xs text-caution">no longer here</span> : detail ? <span className="truncate text-xs text-ink-3">{detail}</span> : null}
      </span>
    </span>
  )
}
