import { EventSentence } from '@/components/identity/event-sentence'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { cn } from '@/components/ui/cn'
import type { EventRow } from '@/lib/identity/ledger/contract'
import { EventMark } from './event-mark'
import { sentenceParts } from './sentence-parts'

/** A few events, newest first, each opening in the explorer. */
export function EventList({ events, href, label }: Readonly<{ events: readonly EventRow[]; href: (event: EventRow) => string; label: string }>) {
  return (
    <ol aria-label={label} className="flex flex-col">
      {events.map((event) => (
        <li key={event.id} className={cn('flex items-start gap-3 border-b border-line px-4 py-2 last:border-b-0 max-sm:flex-col max-sm:gap-0.5', isStopped(event) && 'shadow-[inset_3px_0_0_var(--signal-solid)]')}>
          <TextLink href={href(event)} className="shrink-0 overflow-hidden text-xs leading-5 text-ink-3 no-underline hover:underline sm:w-20">
            <TimeStamp value={event.at} style="relative" />
          </TextLink>
          <span className="flex min-w-0 gap-2.5">
            <EventMark event={event} className="mt-0.5" />
            <span className="min-w-0">
              <EventSentence parts={sentenceParts(event)} className="break-words" />
              {event.imported ? <span className="block text-xs text-ink-3">imported from {event.imported.title}</span> : null}
            </span>
          </span>
        </li>
      ))}
    </ol>
  )
}

/** Only what a halt did has the signal colour: an ordinary denial is the system doing its work. */
export const isStopped = (event: EventRow): boolean => event.outcome?.result === 'cut' || event.action === 'containment.halt'
