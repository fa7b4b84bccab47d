import type { Metadata } from 'next'
import { AgentBadge } from '@/components/identity/agent-badge'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { StatGrid, StatTile } from '@/components/ui/stat-tile'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { LinkTabs } from '@/components/ui/tabs'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { one, pagerHrefs, readFilters, type RawParams } from '@/lib/console/filters'
import { read } from '@/lib/console/read'
import { ListOrdersInput, type OrderView } from '@/lib/identity/containment/contract'
import { RefusedState } from '../_components/refused-state'

export const metadata: Metadata = { title: 'Containment' }

const PATH = '/containment'

export default async function ContainmentPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const filters = readFilters(ListOrdersInput, raw)
  const [page, points, overview] = await Promise.all([
    filters.ok ? read((api) => api.containment.list(filters.value)) : filters,
    read((api) => api.containment.points({})),
    read((api) => api.overview.get({})),
  ])
  const connected = points.ok ? points.value.filter((point) => point.state === 'connected').length : null
  const inForce = overview.ok ? overview.value.orders_in_force : null
  return (
    <>
      <PageHeader title="Containment" description="Who was stopped, by whom, and which enforcement points have confirmed it. To stop an agent, use Halt above: press h." />
      <StatGrid label="Readiness to halt">
        <StatTile label="Orders in force" value={inForce} href={`${PATH}?active=true`} tone={inForce ? 'signal' : 'plain'} note="Not lifted by anybody" />
        <StatTile
          label="Enforcement points connected"
          value={connected}
          unit={points.ok ? `of ${points.value.length}` : ''}
          href="/settings/points"
          tone={points.ok && connected !== points.value.length ? 'caution' : 'plain'}
          note="One without a lease refuses everything"
        />
        <StatTile
          label="Last halt took"
          value={overview.ok && overview.value.last_halt_ms !== null ? Math.round(overview.value.last_halt_ms) : null}
          unit="ms"
          note={overview.ok && overview.value.last_halt_ms !== null ? 'Commit to the slowest receipt, measured' : 'No halt has been measured yet'}
        />
      </StatGrid>
      <div className="pt-6">
        <LinkTabs
          label="Orders"
          current={one(raw, 'active') === 'true' ? `${PATH}?active=true` : PATH}
          tabs={[
            { href: PATH, label: 'All orders' },
            { href: `${PATH}?active=true`, label: 'In force', ...(inForce === null ? {} : { count: inForce }) },
          ]}
        />
      </div>
      <Card flush className="mt-4">
        {!page.ok ? (
          <RefusedState refusal={page.refusal} what="orders" clearHref={PATH} />
        ) : page.value.items.length === 0 ? (
          <NoOrders filtered={one(raw, 'active') !== undefined || one(raw, 'agentId') !== undefined} />
        ) : (
          <>
            <OrderTable orders={page.value.items} />
            <Pager {...pagerHrefs(PATH, raw, page.value.next)} summary={`${page.value.items.length} ${page.value.items.length === 1 ? 'order' : 'orders'}`} />
          </>
        )}
      </Card>
    </>
  )
}

function NoOrders({ filtered }: Readonly<{ filtered: boolean }>) {
  if (filtered)
    return (
      <EmptyState because="no_match" title="No order is in force" next={{ label: 'All orders', href: PATH }}>
        <p>Nothing is stopped by anybody at the moment.</p>
      </EmptyState>
    )
  return (
    <EmptyState because="nothing_yet" title="Nothing has ever been halted">
      <p>So it has not been measured either, how long a halt takes here.</p>
    </EmptyState>
  )
}

function OrderTable({ orders }: Readonly<{ orders: readonly OrderView[] }>) {
  return (
    <Table caption="Containment orders, newest first" stack>
      <THead>
        <Th>Stopped</Th>
        <Th>Covers</Th>
        <Th>Confirmed</Th>
        <Th>Ordered by</Th>
        <Th>Reason</Th>
        <Th>State</Th>
        <Th>
          <span className="sr-only">Open</span>
        </Th>
      </THead>
      <TBody>
        {orders.map((order) => {
          const receipts = order.points.flatMap((point) => point.receipt ?? [])
          return (
            <Tr key={order.id} alarmed={!order.lifted}>
              <Td label="Stopped" className="max-w-56">
                <AgentBadge name={order.target.name} href={`/agents/${order.target.id}`} />
              </Td>
              <Td label="Covers">
                {order.covered.agents.length} {order.covered.agents.length === 1 ? 'agent' : 'agents'}
              </Td>
              <Td label="Confirmed">
                {receipts.length} of {order.points.length}
                {receipts.length > 0 ? <span className="ml-1 text-ink-3">{Math.round(Math.max(...receipts.map(({ ms }) => ms)))} ms</span> : null}
              </Td>
              <Td label="By">
                <bdi>{order.ordered_by.name}</bdi>
                <TimeStamp value={order.committed_at} style="relative" className="ml-2 text-ink-3" />
              </Td>
              <Td label="Reason" className="max-w-64">
                {order.reason ? <span className="line-clamp-2 break-words">{order.reason}</span> : <span className="text-caution">not given yet</span>}
              </Td>
              <Td label="State">
                {order.lifted ? (
                  <span className="text-ink-2">
                    restored by <bdi>{order.lifted.by}</bdi>
                  </span>
                ) : (
                  <span className="font-medium text-signal">in force</span>
                )}
              </Td>
              <Td nowrap className="text-right">
                <TextLink href={`${PATH}/${order.id}`} aria-label={`Order against ${order.target.name}`}>
                  Open
                </TextLink>
              </Td>
            </Tr>
          )
        })}
      </TBody>
    </Table>
  )
}
