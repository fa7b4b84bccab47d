import { Download, Upload } from 'lucide-react'
import type { Metadata } from 'next'
import { platformName } from '@/components/identity/platform-name'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { FilterBar } from '@/components/ui/filter-bar'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { filterParams } from '@/lib/console/filter-params'
import { hrefWith, one, pagerHrefs, readFilters, type RawParams } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { personNamed } from '@/lib/console/people'
import { read } from '@/lib/console/read'
import { CountAgentsInput, ListAgentsInput, type AgentCounts, type CountAgentsAsked } from '@/lib/identity/registry/contract'
import { RefusedState } from '../_components/refused-state'
import { SavedFilters } from '../_components/saved-filters'
import { AgentFacets } from './_components/agent-facets'
import { AgentTable } from './_components/agent-table'
import { askedAgents } from './_components/asked-agents'
import { BulkRuns } from './_components/bulk-runs'
import { BulkSelection } from './_components/bulk-selection'

export const metadata: Metadata = { title: 'Agents' }

const PATH = '/agents'
const FILTERS = { q: 'Name', status: 'Status', risk: 'Risk', platform: 'Platform', team: 'Team', tag: 'Tag', person: 'Owner or sponsor', ownerless: 'Whose owner or sponsor has left' } as const

export default async function AgentsPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const filters = readFilters(ListAgentsInput, raw)
  const [who, saved, person, page, counts] = await Promise.all([
    me(),
    read((api) => api.filters.list({ area: 'agents' })),
    personNamed(one(raw, 'person')),
    filters.ok ? read((api) => api.agents.list(askedAgents(filters.value))) : filters,
    filters.ok ? read((api) => api.agents.counts(countedOf(askedAgents(filters.value)) as CountAgentsAsked)) : filters,
  ])
  const counted = counts.ok ? counts.value : null
  const chips = Object.entries(FILTERS).flatMap(([name, label]) => {
    const value = one(raw, name)
    if (!value) return []
    const shown = name === 'person' ? (person?.name ?? value) : name === 'platform' ? platformName(value) : name === 'ownerless' ? 'yes' : value
    return [{ label, value: shown, removeHref: hrefWith(PATH, raw, { [name]: null }) }]
  })
  const registers = may(who, 'registry.agent.register')

  return (
    <>
      <PageHeader
        title="Agents"
        description="Every agent that may be issued a credential here, and who answers for it."
        actions={
          <>
            <Button asChild variant="ghost">
              <Link href="/agents/answers">What I answer for</Link>
            </Button>
            <Button asChild>
              <a href={hrefWith('/agents/csv', raw, { cursor: null, trail: null })} download>
                <Download aria-hidden="true" />
                CSV
              </a>
            </Button>
            {may(who, 'registry.agent.import') ? (
              <Button asChild>
                <Link href="/agents/import">
                  <Upload aria-hidden="true" />
                  Import
                </Link>
              </Button>
            ) : null}
            {registers ? (
              <Button asChild variant="primary">
                <Link href="/agents/register">Register an agent</Link>
              </Button>
            ) : null}
          </>
        }
      />
      <FilterBar
        className="pb-3"
        chips={chips}
        clearHref={PATH}
        search={{
          name: 'q',
          placeholder: 'Part of a name',
          action: PATH,
          ...(one(raw, 'q') ? { defaultValue: one(raw, 'q') as string } : {}),
          hidden: kept(raw),
        }}
        actions={saved.ok ? <SavedFilters area="agents" path={PATH} filters={saved.value} params={filterParams('agents', raw)} /> : null}
      >
        <AgentFacets counts={counted} raw={raw} person={person} />
      </FilterBar>
      <BulkRuns person={who.id}>
        <Card flush>
          {!page.ok ? (
            <RefusedState refusal={page.refusal} what="agents" clearHref={PATH} />
          ) : page.value.items.length === 0 ? (
            <NoAgents filtered={chips.length > 0 || one(raw, 'cursor') !== undefined} registers={registers} />
          ) : (
            <>
              <BulkSelection
                rows={page.value.items.map(({ id, name, status }) => ({ id, name, barred: status === 'retired' }))}
                filter={filters.ok ? countedOf(askedAgents(filters.value)) : {}}
                total={counted ? { agents: counted.agents, more: counted.more } : null}
                may={{ tag: may(who, 'registry.agent.tag'), offer: may(who, 'registry.transfer.request') }}
              >
                <AgentTable rows={page.value.items} raw={raw} mayHalt={may(who, 'containment.halt')} chooses={may(who, 'registry.agent.tag') || may(who, 'registry.transfer.request')} />
              </BulkSelection>
              <Pager {...pagerHrefs(PATH, raw, page.value.next)} summary={summaryOf(page.value.items.length, counted)} />
            </>
          )}
        </Card>
      </BulkRuns>
    </>
  )
}

/** What a count is asked for: all of the list's filter but its order and the place in it. */
function countedOf(filter: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.keys(CountAgentsInput.shape).flatMap((name) => (filter[name] === undefined ? [] : [[name, String(filter[name])]])))
}

const agentsIn = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'agent' : 'agents'}`
function summaryOf(here: number, counted: AgentCounts | null): string {
  if (!counted || counted.agents < here) return `${agentsIn(here)} on this page`
  return `${here} of ${counted.more ? 'more than ' : ''}${agentsIn(counted.agents)}`
}

/** What the search form must carry along, so that searching keeps the other filters. */
function kept(raw: RawParams): Record<string, string> {
  return Object.fromEntries(['status', 'risk', 'platform', 'team', 'tag', 'person', 'ownerless', 'sort'].flatMap((name) => (one(raw, name) ? [[name, one(raw, name) as string]] : [])))
}

function NoAgents({ filtered, registers }: Readonly<{ filtered: boolean; registers: boolean }>) {
  if (filtered)
    return (
      <EmptyState because="no_match" title="No agent matches these filters" next={{ label: 'All agents', href: PATH }}>
        <p>The filters above are all in force together.</p>
      </EmptyState>
    )
  return (
    <EmptyState because="nothing_yet" title="No agent is registered yet" {...(registers ? { next: { label: 'Register an agent', href: '/agents/register' } } : {})}>
      <p>An agent that is not registered gets no credential here. This says nothing about agents that act with credentials from elsewhere.</p>
    </EmptyState>
  )
}
