import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { FilterBar } from '@/components/ui/filter-bar'
import { PageHeader } from '@/components/ui/page-header'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { hrefWith, one, pagerHrefs, readFilters, type RawParams } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { personNamed } from '@/lib/console/people'
import { read } from '@/lib/console/read'
import { ListMandatesInput } from '@/lib/identity/delegation/contract'
import { FilterSelect } from '../../_components/filter-select'
import { MandateItem } from '../../_components/mandate-item'
import { PersonFilter } from '../../_components/person-filter'
import { RefusedState } from '../../_components/refused-state'
import { AgentFilter } from '../_components/agent-filter'
import { DelegationTabs } from '../_components/delegation-tabs'

export const metadata: Metadata = { title: 'Mandates' }

const PATH = '/delegations/mandates'

export default async function MandatesPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const filters = readFilters(ListMandatesInput, raw)
  const agentId = one(raw, 'agentId')
  const [who, person, agent, page] = await Promise.all([
    me(),
    personNamed(one(raw, 'person')),
    agentId && filters.ok ? read((api) => api.agents.get({ agentId })) : null,
    filters.ok ? read((api) => api.mandates.list(filters.value)) : filters,
  ])
  const mayWithdraw = may(who, 'delegation.mandate.withdraw')
  return (
    <>
      <PageHeader title="Delegations" description="What people authorized agents to do: the roots of all chains." />
      <DelegationTabs />
      <FilterBar
        className="pb-3"
        chips={agent?.ok ? [{ label: 'Of', value: agent.value.name, removeHref: hrefWith(PATH, raw, { agentId: null }) }] : []}
      >
        <FilterSelect name="live" label="State" any="Live and ended" options={[{ value: 'true', label: 'Live' }, { value: 'false', label: 'Ended' }]} />
        <PersonFilter chosen={person} label="Given by" any="Given by anyone" />
        <AgentFilter name="agentId" chosen={agent?.ok ? { id: agent.value.id, name: agent.value.name } : null} />
        <FilterSelect name="drills" label="Of drills" any="Without drills" options={[{ value: 'true', label: 'Drills as well' }]} />
      </FilterBar>
      <Card flush>
        {!page.ok ? (
          <RefusedState refusal={page.refusal} what="mandates" clearHref={PATH} />
        ) : page.value.items.length === 0 ? (
          ['live', 'person', 'agentId', 'cursor'].some((name) => one(raw, name)) ? (
            <EmptyState because="no_match" title="No mandate matches these filters" next={{ label: 'All mandates', href: PATH }} />
          ) : (
            <EmptyState because="nothing_yet" title="Nobody has given a mandate yet">
              <p>A person gives one by consenting when an agent asks; a sponsor gives a standing one on the agent’s page.</p>
            </EmptyState>
          )
        ) : (
          <>
            <ul aria-label="Mandates, newest first" className="flex flex-col [&>li:first-child]:border-t-0">
              {page.value.items.map((mandate) => (
                <MandateItem key={mandate.id} mandate={mandate} mayWithdraw={mayWithdraw} withAgent />
              ))}
            </ul>
            <div className="border-t border-line">
              <Pager {...pagerHrefs(PATH, raw, page.value.next)} summary={`${page.value.items.length} ${page.value.items.length === 1 ? 'mandate' : 'mandates'}`} />
            </div>
          </>
        )}
      </Card>
    </>
  )
}
