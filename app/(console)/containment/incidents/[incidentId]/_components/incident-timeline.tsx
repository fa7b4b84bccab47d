import { Check, OctagonX, ReceiptText, X } from 'lucide-react'
import { EventSentence } from '@/components/identity/event-sentence'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { TimelineItem } from '@/lib/identity/incidents/contract'
import { sentenceParts } from '../../../../_components/sentence-parts'

const ICON = { receipt: ReceiptText, refusal: X, entry: Check } as const
const STOPS = ['containment.halt', 'containment.confirm']

/** What happened, as sentences: each leads to its entry in the explorer, a receipt to its order. */
export function IncidentTimeline({ items }: Readonly<{ items: readonly TimelineItem[] }>) {
  return (
    <ol aria-label="What happened" className="flex flex-col gap-3">
      {items.map((item, index) => {
        const stopped = item.event !== null && STOPS.includes(item.event.action) && item.event.result !== 'denied'
        const Icon = stopped ? OctagonX : ICON[item.kind]
        return (
          <li key={item.event?.id ?? index} className="flex gap-2.5 text-sm">
            <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${stopped ? 'text-signal' : 'text-ink-3'}`} />
            <div className="min-w-0">
              {item.event ? (
                <TextLink href={`/delegations?show=all&event=${item.event.id}`} className="text-xs text-ink-3 no-underline hover:underline">
                  <TimeStamp value={item.at} />
                </TextLink>
              ) : (
                <TimeStamp value={item.at} className="text-xs text-ink-3" />
              )}
              <p>
                <EventSentence parts={sentenceParts(item)} className="whitespace-pre-line break-words" />
              </p>
            </div>
          </li>
        )
      })}
    </ol>
  )
}
