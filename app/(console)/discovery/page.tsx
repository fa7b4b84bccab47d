import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { FilterBar } from '@/components/ui/filter-bar'
import { PageHeader } from '@/components/ui/page-header'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { hrefWith, one, pagerHrefs, readFilters, type RawParams } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { ListItemsInput } from '@/lib/identity/discovery/contract'
import { FilterSelect } from '../_components/filter-select'
import { RefusedState } from '../_components/refused-state'
import { DiscoveryTabs } from './_components/discovery-tabs'
import { IgnoreMany } from './_components/ignore-many'
import { Inbox } from './_components/inbox'
import { filterWords, KIND_OPTIONS, STATE_OPTIONS } from './_components/words'

export const metadata: Metadata = { title: 'Discovery' }

const PATH = '/discovery'
const FILTERS = ['state', 'kind', 'about', 'source', 'match', 'q'] as const

export default async function DiscoveryPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const filters = readFilters(ListItemsInput, raw)
  const foundId = one(raw, 'item')
  const [who, page, sources, servers, opened] = await Promise.all([
    me(),
    filters.ok ? read((api) => api.discovery.items(filters.value)) : filters,
    read((api) => api.discovery.sources({})),
    read((api) => api.toolServers.list({})),
    foundId ? read((api) => api.discovery.item({ foundId })) : null,
  ])
  const known = sources.ok ? sources.value.items : []
  const filter = { kind: one(raw, 'kind'), about: one(raw, 'about'), source: one(raw, 'source'), match: one(raw, 'match'), q: one(raw, 'q') }
  const isOpen = one(raw, 'state') === undefined
  const inWords = filterWords({ ...filter, source: known.find(({ id }) => id === filter.source)?.name })
  const mayDecide = may(who, 'discovery.item.ignore')
  return (
    <>
      <PageHeader title="Discovery" description="What acts, or is used by what acts, and is not registered: found in files or refused at the gateway, matched by evidence. Register it, say which agent it is, or leave it be with a reason." />
      <DiscoveryTabs current={PATH} open={page.ok ? page.value.open : null} />
      <FilterBar
        className="py-4"
        search={{ name: 'q', placeholder: 'Name or path', defaultValue: filter.q ?? '', action: PATH, hidden: Object.fromEntries(FILTERS.flatMap((name) => (name !== 'q' && one(raw, name) ? [[name, one(raw, name) as string]] : []))) }}
        chips={filter.q ? [{ label: 'Name or path', value: filter.q, removeHref: hrefWith(PATH, raw, { q: null }) }] : []}
        actions={
          page.ok && page.value.total > 0 ? (
            <>
              <Button asChild>
                <a href={hrefWith(`${PATH}/csv`, raw, { cursor: null, trail: null, item: null })} download>
                  <Download aria-hidden="true" />
                  CSV
                </a>
              </Button>
              {isOpen && mayDecide ? <IgnoreMany filter={filter} inWords={inWords} count={page.value.total} /> : null}
            </>
          ) : null
        }
      >
        <FilterSelect name="state" label="State" any="Not decided" options={[...STATE_OPTIONS]} />
        <FilterSelect name="about" label="What it does" any="Acts or is used" options={[{ value: 'agents', label: 'Acts' }, { value: 'tools', label: 'Is used' }]} />
        <FilterSelect name="kind" label="Kind" any="Any kind" options={KIND_OPTIONS} />
        <FilterSelect name="match" label="May be" any="With a match or without" options={[{ value: 'yes', label: 'Has a match' }, { value: 'no', label: 'Has no match' }]} />
        <FilterSelect name="source" label="Source" any="Any source" options={known.map(({ id, name }) => ({ value: id, label: name }))} />
      </FilterBar>
      <Card flush>
        {!page.ok ? (
          <RefusedState refusal={page.refusal} what="things that were found" clearHref={PATH} />
        ) : page.value.items.length === 0 ? (
          <Nothing filtered={FILTERS.some((name) => one(raw, name) !== undefined)} looked={known.some(({ seen_at }) => seen_at !== null)} />
        ) : (
          <>
            <Inbox items={page.value.items} mayDecide={mayDecide} opened={opened?.ok ? opened.value : null} servers={servers.ok ? servers.value.map(({ id, title, slug }) => ({ id, name: `${title} (${slug})` })) : []} />
            <Pager {...pagerHrefs(PATH, raw, page.value.next)} summary={`${page.value.items.length} of ${page.value.total}`} />
          </>
        )}
      </Card>
      <p className="max-w-prose pt-4 text-xs text-ink-3">
        What stands in these files was written by others: it is shown as it is, and nothing in it is followed. The same things by the command: <code className="font-mono">npx lanyard discover PATH</code>, <code className="font-mono">npx lanyard inbox list</code>.
      </p>
    </>
  )
}

function Nothing({ filtered, looked }: Readonly<{ filtered: boolean; looked: boolean }>) {
  if (filtered) return <EmptyState because="no_match" title="Nothing that was found matches" next={{ label: 'All that is not decided', href: PATH }} />
  if (looked)
    return (
      <EmptyState because="nothing_yet" title="Everything that was found is decided" next={{ label: 'What was decided', href: `${PATH}?state=any` }}>
        <p>What was ignored comes back when it changes.</p>
      </EmptyState>
    )
  return (
    <EmptyState because="nothing_yet" title="Nobody has looked yet" next={{ label: 'Sources', href: `${PATH}/sources` }}>
      <p>Have a folder or a checkout scanned, hand over files, or run the command where the files are.</p>
    </EmptyState>
  )
}
