'use client'

import { ChainGraph } from '@/components/identity/chain-graph'
import type { Chain } from '@/components/identity/chain-types'
import { EventSentence } from '@/components/identity/event-sentence'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { EventView } from '@/lib/identity/ledger/contract'
import { sentenceParts } from '../../../_components/sentence-parts'

/** One of the two. */
export function ComparedChain({ name, event, chain }: Readonly<{ name: string; event: EventView; chain: Chain | null }>) {
  return (
    <Card
      flush
      title={name}
      description={
        <>
          <EventSentence parts={sentenceParts(event)} className="break-words" />
          <span className="mt-1 flex flex-wrap gap-x-3 text-xs">
            <TimeStamp value={event.at} />
            <TextLink href={`/delegations?event=${event.id}`}>Open it</TextLink>
          </span>
        </>
      }
    >
      {chain ? <ChainGraph chain={chain} /> : <p className="px-4 pb-4 text-sm text-ink-2">No token was issued, so there is no chain to draw.</p>}
    </Card>
  )
}
