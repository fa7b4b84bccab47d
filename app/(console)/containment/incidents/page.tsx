import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { one, pagerHrefs, readFilters, type RawParams } from '@/lib/console/filters'
import { read } from '@/lib/console/read'
import { ListIncidentsInput, type IncidentRow } from '@/lib/identity/incidents/contract'
import { FilterSelect } from '../../_components/filter-select'
import { RefusedState } from '../../_components/refused-state'
import { ContainmentTabs } from '../_components/containment-tabs'
import { OrderTarget } from '../_components/order-target'

export const metadata: Metadata = { title: 'Incidents' }

const PATH = '/containment/incidents'

export default async function IncidentsPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const filters = readFilters(ListIncidentsInput, raw)
  const page = filters.ok ? await read((api) => api.incidents.list(filters.value)) : filters
  return (
    <>
      <PageHeader title="Incidents" description="An order opens an incident, or joins the open one over the same agent. Here is what is left to do, by whom, and what was found." />
      <ContainmentTabs current={PATH} />
      <div className="flex flex-wrap gap-2 pt-4">
        <FilterSelect
          name="open"
          label="State"
          any="Open and resolved"
          options={[
            { value: 'true', label: 'Open' },
            { value: 'false', label: 'Resolved' },
          ]}
        />
      </div>
      <Card flush className="mt-4">
        {!page.ok ? (
          <RefusedState refusal={page.refusal} what="incidents" clearHref={PATH} />
        ) : page.value.items.length === 0 ? (
          <NoIncidents filtered={one(raw, 'open') !== undefined || one(raw, 'agentId') !== undefined} />
        ) : (
          <>
            <IncidentTable incidents={page.value.items} />
            <Pager {...pagerHrefs(PATH, raw, page.value.next)} summary={`${page.value.items.length} ${page.value.items.length === 1 ? 'incident' : 'incidents'}`} />
          </>
        )}
      </Card>
    </>
  )
}

function NoIncidents({ filtered }: Readonly<{ filtered: boolean }>) {
  if (filtered)
    return (
      <EmptyState because="no_match" title="No such incident" next={{ label: 'All incidents', href: PATH }}>
        <p>None matches what you chose.</p>
      </EmptyState>
    )
  return (
    <EmptyState because="nothing_yet" title="There was no incident yet" next={{ label: 'Playbooks', href: '/containment/playbooks' }}>
      <p>The first halt opens one, with the steps of a playbook. What it will ask of you can be read now.</p>
    </EmptyState>
  )
}

function IncidentTable({ incidents }: Readonly<{ incidents: readonly IncidentRow[] }>) {
  return (
    <Table caption="Incidents, newest first" stack>
      <THead>
        <Th>Incident</Th>
        <Th>Over</Th>
        <Th>Opened</Th>
        <Th>Playbook</Th>
        <Th>Steps done</Th>
        <Th>Orders in force</Th>
        <Th>State</Th>
      </THead>
      <TBody>
        {incidents.map(({ id, number, subject, opened_at, opened_by, playbook, steps, orders, resolved }) => (
          <Tr key={id} alarmed={resolved === null && orders.in_force > 0}>
            <Td label="Incident" nowrap>
              <TextLink href={`${PATH}/${id}`}>Incident {number}</TextLink>
            </Td>
            <Td label="Over" className="max-w-56">
              <OrderTarget grain={subject.grain} target={subject} />
            </Td>
            <Td label="Opened">
              <bdi>{opened_by}</bdi>
              <TimeStamp value={opened_at} style="relative" className="ml-2 text-ink-3" />
            </Td>
            <Td label="Playbook">{playbook.name}</Td>
            <Td label="Steps done">
              {steps.done} of {steps.total}
              {steps.overdue > 0 ? <span className="ml-2 text-caution">{steps.overdue} overdue</span> : null}
            </Td>
            <Td label="Orders in force">
              {orders.in_force} of {orders.total}
            </Td>
            <Td label="State" className="max-w-64">
              {resolved ? (
                <span className="line-clamp-2 break-words text-ink-2">
                  resolved by <bdi>{resolved.by}</bdi>: “{resolved.cause}”
                </span>
              ) : (
                <span className="font-medium text-signal">open</span>
              )}
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  )
}
