import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Suspense } from 'react'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { TextLink } from '@/components/ui/text-link'
import { cn } from '@/components/ui/cn'
import { filterParams } from '@/lib/console/filter-params'
import { hrefWith, one, readFilters, type RawParams } from '@/lib/console/filters'
import { filterOfId } from '@/lib/console/id-in-words'
import { may, me } from '@/lib/console/me'
import { personNamed } from '@/lib/console/people'
import { read } from '@/lib/console/read'
import { ListEventsInput } from '@/lib/identity/ledger/contract'
import { ExportDialog } from '../_components/export-dialog'
import { exportFilter, filterInWords } from '../_components/export-filter'
import { RefusedState } from '../_components/refused-state'
import { SavedFilters } from '../_components/saved-filters'
import { DelegationTabs } from './_components/delegation-tabs'
import { DelegationFilters } from './_components/delegation-filters'
import { Events } from './_components/events'
import { Facets, FacetsCounting } from './_components/facets'
import { ExplorerKeys } from './_components/explorer-keys'
import { Inspector } from './_components/inspector'
import { sinceOf } from './_components/time-window'

export const metadata: Metadata = { title: 'Delegations' }

const PATH = '/delegations'
const PAGE = 40

export default async function DelegationsPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const named = await filterOfId(one(raw, 'text'))
  if (named) redirect(hrefWith(PATH, raw, { text: null, ...named }))
  const filters = readFilters(ListEventsInput, { ...raw, since: raw.since ?? sinceOf(one(raw, 'window')) })
  const eventId = one(raw, 'event')
  const agentId = one(raw, 'agent')
  const [who, saved, person, servers, agent, page, event] = await Promise.all([
    me(),
    read((api) => api.filters.list({ area: 'delegations' })),
    personNamed(one(raw, 'person')),
    read((api) => api.toolServers.list({})),
    agentId && filters.ok ? read((api) => api.agents.get({ agentId })) : null,
    filters.ok ? read((api) => api.events.list({ limit: PAGE, ...filters.value })) : filters,
    eventId ? read((api) => api.events.get({ eventId })) : null,
  ])
  const delegationId = event?.ok ? event.value.delegation_id : null
  const chain = delegationId ? await read((api) => api.delegations.chain({ delegationId })) : null
  const closed = { event: null, at: null, tab: null, hop: null, cursor: one(raw, 'cursor') ?? null, trail: one(raw, 'trail') ?? null }
  const exported = filters.ok ? exportFilter(filters.value) : null

  return (
    <>
      <PageHeader
        title="Delegations"
        description="What was done, in whose name, through whom, and why it was allowed or denied."
        actions={
          <>
            {saved.ok ? <SavedFilters area="delegations" path={PATH} filters={saved.value} params={filterParams('delegations', raw)} /> : null}
            {exported ? <ExportDialog filter={exported} inWords={filterInWords(exported, { person: person?.name, ...(agent?.ok ? { agent: agent.value.name } : {}) })} /> : null}
          </>
        }
      />
      <DelegationTabs />
      {/* On a phone an opened event is the page; the list with its filters is one tap back. */}
      <div className={cn(event?.ok && 'max-lg:hidden')}>
        <DelegationFilters
          raw={raw}
          person={person}
          servers={servers.ok ? servers.value : []}
          agent={agent?.ok ? { id: agent.value.id, name: agent.value.name } : null}
        />
      </div>
      {one(raw, 'with') && !event?.ok ? (
        <Notice className="mb-3" title="Choose the event to compare with">
          <TextLink href={hrefWith(PATH, raw, { with: null, cursor: closed.cursor, trail: closed.trail })}>Choose none</TextLink>
        </Notice>
      ) : null}
      {page.ok ? (
        <div className={cn('grid min-w-0 items-start gap-4', event?.ok ? 'lg:grid-cols-[minmax(16rem,19rem)_minmax(0,1fr)]' : 'lg:grid-cols-[minmax(0,1fr)_minmax(15rem,18rem)]')}>
          <div className={cn('min-w-0', event?.ok && 'max-lg:hidden')}>
            <Events page={page.value} raw={raw} selected={eventId ?? null} narrow={Boolean(event?.ok)} />
          </div>
          {event?.ok ? (
            <Inspector
              event={event.value}
              chain={chain?.ok ? chain.value : null}
              backHref={hrefWith(PATH, raw, closed)}
              compareHref={hrefWith(PATH, raw, { ...closed, with: eventId ?? null })}
              mayHalt={may(who, 'containment.halt')}
            />
          ) : exported ? (
            // After the list, which does not wait for it.
            <div className="min-w-0 max-sm:order-first">
              <Suspense key={JSON.stringify(exported)} fallback={<FacetsCounting />}>
                <Facets raw={raw} filter={exported} />
              </Suspense>
            </div>
          ) : null}
          <ExplorerKeys />
        </div>
      ) : (
        <RefusedState refusal={page.refusal} what="events" clearHref={PATH} />
      )}
    </>
  )
}
