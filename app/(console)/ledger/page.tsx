import type { Metadata } from 'next'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { FilterBar } from '@/components/ui/filter-bar'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { StatGrid, StatTile } from '@/components/ui/stat-tile'
import { TimeStamp } from '@/components/ui/time-stamp'
import { filterParams } from '@/lib/console/filter-params'
import { one, pagerHrefs, readFilters, type RawParams } from '@/lib/console/filters'
import { personNamed } from '@/lib/console/people'
import { read } from '@/lib/console/read'
import { ENTRY_RESULTS, ListEventsInput } from '@/lib/identity/ledger/contract'
import { EventList } from '../_components/event-list'
import { ExportDialog } from '../_components/export-dialog'
import { exportFilter, filterInWords } from '../_components/export-filter'
import { FilterSelect } from '../_components/filter-select'
import { PersonFilter } from '../_components/person-filter'
import { RefusedState } from '../_components/refused-state'
import { SavedFilters } from '../_components/saved-filters'
import { SourceFilter } from '../_components/source-filter'
import { LogHead } from './_components/log-head'
import { StreamLines } from './_components/stream-lines'
import { VerifyBox } from './_components/verify-box'

export const metadata: Metadata = { title: 'Ledger' }

const PATH = '/ledger'

export default async function LedgerPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const filters = readFilters(ListEventsInput, { ...raw, show: 'all' })
  const [saved, head, streams, person, page] = await Promise.all([
    read((api) => api.filters.list({ area: 'ledger' })),
    read((api) => api.ledger.head({})),
    read((api) => api.ledgerStreams.list({})),
    personNamed(one(raw, 'person')),
    filters.ok ? read((api) => api.events.list(filters.value)) : filters,
  ])
  const checkpoint = head.ok ? head.value.checkpoint : null
  const exported = filters.ok ? exportFilter(filters.value) : null
  const waiting = head.ok ? head.value.entries - head.value.sealed : null
  return (
    <>
      <PageHeader
        title="Ledger"
        description="Everything that was issued, decided, done or stopped, recorded before the answer left. Entries are sealed in one order under a signed head, so that anyone with an export and the log’s key can tell whether it is whole."
        actions={
          <Button asChild>
            <Link href="/ledger/imports">Import audit logs</Link>
          </Button>
        }
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
          label="Signed head"
          value={checkpoint ? checkpoint.size.toLocaleString('en') : head.ok ? 'none yet' : null}
          {...(checkpoint ? { unit: 'entries' } : {})}
          note={checkpoint ? <TimeStamp value={checkpoint.at} style="relative" /> : 'Nothing is signed yet'}
        />
      </StatGrid>
      <div className="grid items-start gap-4 pt-4 lg:grid-cols-2">
        <Card title="Verify" description="Whether a file is what was exported from here, entry by entry, and whether this log still holds it.">
          <VerifyBox />
        </Card>
        <LogHead checkpoint={checkpoint} />
      </div>
      {streams.ok ? <StreamLines streams={streams.value} /> : null}
      <FilterBar
        className="py-4"
        actions={
          <>
            {saved.ok ? <SavedFilters area="ledger" path={PATH} filters={saved.value} params={filterParams('ledger', raw)} /> : null}
            {exported ? <ExportDialog filter={exported} inWords={filterInWords(exported, { person: person?.name })} /> : null}
          </>
        }
      >
        <PersonFilter chosen={person} label="In whose name" any="In anyone’s name" />
        <SourceFilter />
        <FilterSelect name="result" label="Result" any="Any result" options={ENTRY_RESULTS.map((value) => ({ value, label: value }))} />
      </FilterBar>
      <Card flush>
        {!page.ok ? (
          <RefusedState refusal={page.refusal} what="entries" clearHref={PATH} />
        ) : page.value.items.length === 0 ? (
          one(raw, 'person') || one(raw, 'source') || one(raw, 'result') ? (
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
        Each entry is written in the transaction of the act itself. A sequencer gives it a position and makes it a leaf of a Merkle tree (RFC 9162), whose head is signed within about a second. A head is signed only when the tree proves the one before it to be its beginning; no service may change or delete an entry.
      </p>
    </>
  )
}
