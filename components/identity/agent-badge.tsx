import { CopyId } from '@/components/ui/copy-id'
import { cn } from '@/components/ui/cn'
import type { AgentStatus } from './chain-types'
import { EntityName } from './entity-name'
import { KindMark } from './kind-mark'
import { isHalted } from './status-badge'
import { StatusShape } from './status-shape'

type Props = Readonly<{
  name: string
  href?: string
  status?: AgentStatus
  /** Version, team, platform: one quiet line below the name. */
  detail?: string
  /** Shown with copy; left out where names are enough. */
  id?: string
  className?: string
}>

export function AgentBadge({ name, href, status, detail, id, className }: Props) {
  const marked = status !== undefined && status !== 'active'
  return (
    <span className={cn('inline-flex min-w-0 max-w-full items-center gap-2 align-middle', className)}>
      <KindMark kind="agent" className={isHalted(status) ? 'text-signal' : 'text-ink-3'} />
      <span className="flex min-w-0 flex-col">
        <span className="flex min-w-0 items-center gap-1.5">
          <EntityName name={name} href={href} className="truncate font-medium text-ink" title={name} />
          {marked ? (
            <span className={cn('inline-flex items-center gap-1 text-xs', isHalted(status) ? 'text-signal' : status === 'unknown' ? 'text-caution' : 'text-ink-3')}>
              <StatusShape status={status} className="size-3" />
              {status}
            </span>
          ) : null}
        </span>
        {detail ? <span className="truncate text-xs text-ink-3">{detail}</span> : null}
      </span>
      {id ? <CopyId value={id} label="agent id" /> : null}
    </span>
  )
}
