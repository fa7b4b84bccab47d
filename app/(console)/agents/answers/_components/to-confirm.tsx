import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { AnswersView } from '@/lib/identity/registry/ownership-contract'
import { isDue } from './is-due'

/** How many agents wait to be confirmed, and when the first of those that are listed stops. */
export function ToConfirm({ view: { agents, to_confirm } }: Readonly<{ view: AnswersView }>) {
  const first = agents
    .filter(isDue)
    .map(({ lapse }) => lapse.stops_at)
    .sort()[0]
  return (
    <li className="flex flex-wrap items-start justify-between gap-3 border-t border-line px-4 py-3 text-sm">
      <p className="min-w-0">
        {to_confirm === 1 ? 'One agent waits' : `${to_confirm.toLocaleString('en')} agents wait`} to be confirmed as still needed.{' '}
        {first ? (
          <>
            {to_confirm === 1 ? 'If nobody does, it stops on ' : 'Where nobody does, the first stops on '}
            <TimeStamp value={first} style="date" />.
          </>
        ) : null}
      </p>
      <TextLink href="#agents">{to_confirm === 1 ? 'Show it' : 'Show them'}</TextLink>
    </li>
  )
}
