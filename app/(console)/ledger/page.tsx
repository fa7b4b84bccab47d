import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { FilterBar } from '@/components/ui/filter-bar'
import { CopyId } from '@/components/ui/copy-id'
import { PageHeader } from '@/components/ui/page-header'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { StatGrid, StatTile } from '@/components/ui/stat-tile'
import { TimeStamp } from '@/components/ui/time-stamp'
import { one, pagerHrefs, readFilters, type RawParams } from '@/lib/console/filters'
import { read } from '@/lib/console/read'
import { ENTRY_RESULTS, ListEventsInput } from '@/lib/identity/ledger/contract'
import { EventList } from '../_components/event-list'
import { FilterSelect } from '../_components/filter-select'
import { RefusedState } from '../_components/refused-state'

export const metadata: Metadata = { title: 'Ledger' }

const PATH = '/ledger'

export default async function LedgerPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const filters = readFilters(ListEventsInput, { ...raw, show: 'all' })
  const [head, people, page] = await Promise.all([
    read((api) => api.ledger.head({})),
    read((api) => api.people.list({})),
    filters.ok ? read((api) => api.events.list(filters.value)) : filters,
  ])
  const waiting = head.ok ? head.value.entries - head.value.sealed : null
  return (
    <>
      <PageHeader
        title="Ledger"
        description="Everything that was issued, decided, done or stopped, recorded before the answer left. Entries are chained by hash in one order; no service may change or delete one."
      />
      <StatGrid label="State of the log">
        <StatTile label="Recorded" value={head.ok ? head.value.entries.toLocaleString('en') : null} unit="entries" />
        <StatTile
          label="Sealed"
          value={head.ok ? head.value.sealed.toLocaleString('en') : null}
          tone={waiting && head.ok && head.value.lag_ms > 5_000 ? 'caution' : 'plain'}
          note={waiting === null ? '' : waiting === 0 ? 'Nothing waits to be sealed' : `${waiting} waiting, the oldest ${Math.round(head.ok ? head.value.lag_ms : 0)} ms`}
        />
        <StatTile
          label="Head of the chain"
          value={head.ok && head.value.head ? `#${head.value.head.position}` : null}
          note={
            head.ok && head.value.head ? (
              <span className="flex flex-wrap gap-x-2">
                <CopyId value={head.value.head.chain_hash} label="head hash" keep={16} />
                <TimeStamp value={head.value.head.sealed_at} style="relative" />
              </span>
            ) : (
              'Nothing is sealed yet'
            )
          }
        />
      </StatGrid>
      <FilterBar className="py-4">
        <FilterSelect name="person" label="In whose name" any="In anyone’s name" options={people.ok ? people.value.map(({ id, name }) => ({ value: id, label: name })) : []} />
        <FilterSelect name="result" label="Result" any="Any result" options={ENTRY_RESULTS.map((value) => ({ value, label: value }))} />
      </FilterBar>
      <Card flush>
        {!page.ok ? (
          <RefusedState refusal={page.refusal} what="entries" clearHref={PATH} />
        ) : page.value.items.length === 0 ? (
          one(raw, 'person') || one(raw, 'result') ? (
            <EmptyState because="no_match" title="No entry matches these filters" next={{ label: 'All entries', href: PATH }} />
          ) : (
            <EmptyState because="nothing_yet" title="Nothing is recorded yet" />
          )
        ) : (
          <>
            <EventList label="Entries, newest first" events={page.value.items} href={(event) => `${PATH}/${event.id}`} />
            <Pager {...pagerHrefs(PATH, raw, page.value.next)} summary={`${page.value.items.length} entries`} />
          </>
        )}
      </Card>
      <p className="max-w-prose pt-4 text-xs text-ink-3">
        Each entry is written in the transaction of the act itself. A sequencer then gives it a position and hashes it together with everything before it, so a change to any entry changes every hash after it.
      </p>
    </>
  )
}
