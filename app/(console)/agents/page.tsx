import { Download } from 'lucide-react'
import type { Metadata } from 'next'
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
import { read } from '@/lib/console/read'
import { AGENT_STATUSES, ListAgentsInput, RISK_LEVELS } from '@/lib/identity/registry/contract'
import { FilterSelect } from '../_components/filter-select'
import { RefusedState } from '../_components/refused-state'
import { SavedFilters } from '../_components/saved-filters'
import { AgentTable } from './_components/agent-table'
import { askedAgents } from './_components/asked-agents'

export const metadata: Metadata = { title: 'Agents' }

const PATH = '/agents'
const choices = (values: readonly string[]) => values.map((value) => ({ value, label: value[0]?.toUpperCase() + value.slice(1) }))
const FILTERS = { q: 'Name', status: 'Status', risk: 'Risk', platform: 'Platform', person: 'Owner or sponsor' } as const

export default async function AgentsPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const filters = readFilters(ListAgentsInput, raw)
  const [who, saved, people, page] = await Promise.all([
    me(),
    read((api) => api.filters.list({ area: 'agents' })),
    read((api) => api.people.list({})),
    filters.ok ? read((api) => api.agents.list(askedAgents(filters.value))) : filters,
  ])
  const named = people.ok ? people.value : []
  const chips = Object.entries(FILTERS).flatMap(([name, label]) => {
    const value = one(raw, name)
    if (!value) return []
    const shown = name === 'person' ? (named.find((person) => person.id === value)?.name ?? value) : value
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
        <FilterSelect name="status" label="Status" any="All but retired" options={choices(AGENT_STATUSES)} />
        <FilterSelect name="risk" label="Risk" any="Any risk" options={choices(RISK_LEVELS)} />
        <FilterSelect name="person" label="Owner or sponsor" any="Anybody’s" options={named.map(({ id, name }) => ({ value: id, label: name }))} />
      </FilterBar>
      <Card flush>
        {!page.ok ? (
          <RefusedState refusal={page.refusal} what="agents" clearHref={PATH} />
        ) : page.value.items.length === 0 ? (
          <NoAgents filtered={chips.length > 0 || one(raw, 'cursor') !== undefined} registers={registers} />
        ) : (
          <>
            <AgentTable rows={page.value.items} raw={raw} mayHalt={may(who, 'containment.halt')} />
            <Pager
              {...pagerHrefs(PATH, raw, page.value.next)}
              summary={`${page.value.items.length} ${page.value.items.length === 1 ? 'agent' : 'agents'} on this page`}
            />
          </>
        )}
      </Card>
    </>
  )
}

/** What the search form must carry along, so that searching keeps the other filters. */
function kept(raw: RawParams): Record<string, string> {
  return Object.fromEntries(['status', 'risk', 'platform', 'person', 'sort'].flatMap((name) => (one(raw, name) ? [[name, one(raw, name) as string]] : [])))
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
