import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import type { StreamView } from '@/lib/identity/streams/contract'
import { lagInWords } from '../../_components/stream-lag'

/** Where the log leaves to, and how far behind each is; nothing where it leaves nowhere. */
export function StreamLines({ streams }: Readonly<{ streams: readonly StreamView[] }>) {
  if (streams.length === 0) return null
  return (
    <Card title="Streams" className="mt-4" actions={<TextLink href="/settings/streams">All of them</TextLink>}>
      <ul className="flex flex-col gap-1 text-sm">
        {streams.map(({ id, name, to, state, lag, problem }) => (
          <li key={id} className="flex flex-wrap gap-x-3">
            <bdi className="font-medium text-ink">{name}</bdi>
            <span className="min-w-0 break-all font-mono text-xs leading-5 text-ink-3">{to}</span>
            <span className={state === 'running' && !problem ? 'tabular-nums text-ink-2' : 'tabular-nums text-caution'}>
              {state === 'running' ? '' : `${state}, `}
              {lagInWords(lag)}
              {problem ? `: ${problem}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
