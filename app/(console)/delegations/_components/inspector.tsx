import { ArrowLeft } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { CordStrip } from '@/components/identity/cord-strip'
import { EventSentence } from '@/components/identity/event-sentence'
import { Link } from '@/components/ui/link'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { CopyId } from '@/components/ui/copy-id'
import type { ChainView } from '@/lib/identity/delegation/contract'
import type { EventView } from '@/lib/identity/ledger/contract'
import { EventMark } from '../../_components/event-mark'
import { sentenceParts } from '../../_components/sentence-parts'
import { chainOf } from './chain-of'
import { ExplorerOfEvent } from './explorer-of-event'
import { foreignChainOf } from './foreign-graph'

type Props = Readonly<{ event: EventView; chain: ChainView | null; backHref: string; compareHref: string; mayHalt: boolean }>

/** One event: its chain in the middle, and what there is to know of the hop or node that is selected beside it. */
export function Inspector({ event, chain: view, backHref, compareHref, mayHalt }: Props) {
  const chain = view ? chainOf(view, event) : foreignChainOf(event)
  return (
    <section aria-label="Event" className="flex min-w-0 flex-col gap-4">
      <div className="flex items-start gap-3 max-sm:flex-wrap rounded-lg border border-line bg-surface px-4 py-3">
        <EventMark event={event} className="mt-0.5" />
        <div className="min-w-0 grow max-sm:basis-0">
          <p>
            <EventSentence parts={sentenceParts(event)} className="break-words text-base" />
          </p>
          <p className="mt-0.5 flex flex-wrap items-center gap-x-3 text-xs text-ink-3">
            <TimeStamp value={event.at} />
            <CopyId value={event.id} label="event id" />
            {event.delegation_id ? <TextLink href={`/delegations/sequence/${event.delegation_id}`}>Its task in sequence</TextLink> : null}
            <TextLink href={compareHref}>Compare</TextLink>
          </p>
          {chain ? (
            // On a phone the whole chain follows at once, and its names have room there.
            <div className="mt-2 overflow-x-auto pb-1 max-sm:hidden">
              <CordStrip chain={chain} />
            </div>
          ) : null}
        </div>
        <Button asChild variant="ghost" size="sm" className="max-sm:order-first max-sm:-ml-2 max-sm:-mb-1 max-sm:basis-full max-sm:justify-start">
          <Link href={backHref} scroll={false}>
            <ArrowLeft aria-hidden="true" className="lg:hidden" />
            <span className="lg:hidden">All events</span>
            <span className="max-lg:hidden">Close</span>
          </Link>
        </Button>
      </div>
      <ExplorerOfEvent event={event} view={view} chain={chain} mayHalt={mayHalt} />
    </section>
  )
}
