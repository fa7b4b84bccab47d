'use client'

import { parseAsIsoDateTime, parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs'
import { useMemo, useState } from 'react'
import { ChainGraph } from '@/components/identity/chain-graph'
import type { Chain, ChainSelection } from '@/components/identity/chain-types'
import { Card } from '@/components/ui/section'
import { JsonView } from '@/components/ui/json-view'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import type { ChainView } from '@/lib/identity/delegation/contract'
import type { EventView } from '@/lib/identity/ledger/contract'
import { chainAt, momentsOf } from './chain-at'
import { DecisionChecks } from './decision-checks'
import { EventFormat, EventProof } from './event-formats'
import { Summary } from './summary'
import { TimeSlider } from './time-slider'

/** In the URL, and the server is asked for nothing. */
const IN_PLACE = { history: 'replace', shallow: true, scroll: false } as const
const TABS = ['summary', 'decision', 'claims', 'raw', 'ocsf', 'cef', 'proof'] as const
const isTab = (value: string): value is (typeof TABS)[number] => (TABS as readonly string[]).includes(value)

type Props = Readonly<{ event: EventView; view: ChainView | null; chain: Chain | null; mayHalt: boolean }>

/** The graph and its drawer. Nothing selected means the event itself. */
export function Explorer({ event, view, chain: now, mayHalt }: Props) {
  // In the URL, so that what one sees is what another sees; the server is asked for nothing when it moves.
  const [moment, setMoment] = useQueryState('at', parseAsIsoDateTime.withOptions(IN_PLACE))
  const at = moment?.toISOString() ?? null
  const [openedAt] = useState(() => new Date().toISOString())
  const moments = useMemo(() => (view ? momentsOf(view, event, openedAt) : []), [view, event, openedAt])
  const chain = useMemo(() => (now && view && at !== null ? chainAt(now, view, at) : now), [now, view, at])
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('summary').withOptions(IN_PLACE))
  const [hop, setHop] = useQueryState('hop', parseAsString.withOptions(IN_PLACE))
  const selected = chain && hop !== null ? selectedIn(chain, hop) : null
  const choose = (next: ChainSelection) => void setHop(hop === next.id ? null : next.id)
  const opened = selected?.kind === 'edge' ? view?.edges.find((edge) => edge.id === selected.id) : null
  const claims = opened?.claims ?? event.claims ?? view?.edges.at(-1)?.claims ?? null
  return (
    <div className="grid min-w-0 items-start gap-4 xl:grid-cols-[minmax(25rem,6fr)_minmax(22rem,5fr)]">
      <Card title="Chain" flush description={event.imported ? `As ${event.imported.title} tells it: no token of ours was in it.` : chain ? undefined : 'No token was issued, so there is no hop to draw.'}>
        {chain ? (
          <ChainGraph chain={chain} selected={selected} onSelect={choose} />
        ) : null}
        {moments.length > 1 ? <TimeSlider moments={moments} at={at} onChange={(next) => void setMoment(next === null ? null : new Date(next))} /> : null}
      </Card>
      <Card className="xl:sticky xl:top-16">
        <Tabs value={tab} onValueChange={(next) => void setTab(isTab(next) ? next : null)}>
          <TabsList aria-label="Of this event">
            <TabsTrigger value="summary">Summary</TabsTrigger>
            {event.imported ? null : <TabsTrigger value="decision">{event.result === 'denied' ? 'Why denied' : 'Why allowed'}</TabsTrigger>}
            {event.imported ? null : <TabsTrigger value="claims">Token claims</TabsTrigger>}
            <TabsTrigger value="raw">Raw</TabsTrigger>
            <TabsTrigger value="ocsf">OCSF</TabsTrigger>
            <TabsTrigger value="cef">CEF</TabsTrigger>
            <TabsTrigger value="proof">Proof</TabsTrigger>
          </TabsList>
          <TabsContent value="summary">
            <Summary event={event} view={view} chain={chain} selected={selected} mayHalt={mayHalt} />
          </TabsContent>
          <TabsContent value="decision">
            <DecisionChecks event={event} />
          </TabsContent>
          <TabsContent value="claims">
            {claims ? (
              <>
                <p className="pb-2 text-xs text-ink-3">As signed, without the signature: this is no credential.</p>
                <JsonView value={claims} label="token claims" />
              </>
            ) : (
              <p className="text-sm text-ink-2">No token was issued for this.</p>
            )}
          </TabsContent>
          <TabsContent value="raw">
            <JsonView value={event} label="ledger entry" />
          </TabsContent>
          <TabsContent value="ocsf">
            <EventFormat eventId={event.id} format="ocsf" />
          </TabsContent>
          <TabsContent value="cef">
            <EventFormat eventId={event.id} format="cef" />
          </TabsContent>
          <TabsContent value="proof">
            <EventProof event={event} />
          </TabsContent>
        </Tabs>
      </Card>
    </div>
  )
}

/** What of the chain an id in the URL is of. */
function selectedIn(chain: Chain, id: string): ChainSelection | null {
  if (chain.edges.some((edge) => edge.id === id)) return { kind: 'edge', id }
  return chain.nodes.some((node) => node.id === id) ? { kind: 'node', id } : null
}
