import type { Metadata } from 'next'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { FilterBar } from '@/components/ui/filter-bar'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { StatGrid, StatTile } from '@/components/ui/stat-tile'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { one, pagerHrefs, readFilters, type RawParams } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { ListOrdersInput, type OrderView } from '@/lib/identity/containment/contract'
import { FilterSelect } from '../_components/filter-select'
import { FinishApproved } from '../_components/finish-approved'
import { RefusedState } from '../_components/refused-state'
import { confirmHaltAction } from './actions'
import { ContainmentTabs } from './_components/containment-tabs'
import { OrderTarget } from './_components/order-target'
import { DrillFindings } from './_components/drill-findings'
import { MODE_WORD } from './_components/order-words'
import { readConfirmation } from './_components/read-approved'
import { WaitingRequests } from './_components/waiting-requests'

export const metadata: Metadata = { title: 'Containment' }

const PATH = '/containment'

export default async function ContainmentPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const { proof, ...shown } = raw
  const filters = readFilters(ListOrdersInput, shown)
  const [who, page, points, figures, requests, confirmation, drills] = await Promise.all([
    me(),
    filters.ok ? read((api) => api.containment.list(filters.value)) : filters,
    read((api) => api.containment.points({})),
    read((api) => api.overview.halts({})),
    read((api) => api.containment.requests({})),
    readConfirmation(typeof proof === 'string' ? proof : undefined),
    read((api) => api.containment.drills({})),
  ])
  const connected = points.ok ? points.value.filter((point) => point.state === 'connected').length : null
  const inForce = figures.ok ? figures.value.orders_in_force : null
  return (
    <>
      <PageHeader
        title="Containment"
        description={
          <>
            Who was stopped, by whom, and which enforcement points have confirmed it. To stop an agent, use Halt above<span className="max-sm:hidden">, or press h</span>.
          </>
        }
        actions={may(who, 'containment.halt') ? (
            <Button asChild>
              <Link href={`${PATH}/halt`}>Halt a run, tool or platform</Link>
            </Button>
          ) : null}
      />
      {confirmation ? (
        <div className="mb-6">
          <FinishApproved action={confirmHaltAction} input={confirmation.input} proof={confirmation.proof} to={`${PATH}?active=true`} doing="Giving the order now." failed="Nothing was stopped" />
        </div>
      ) : null}
      {requests.ok ? <WaitingRequests requests={requests.value} me={{ id: who.id, mayConfirm: may(who, 'containment.confirm'), mayCancel: may(who, 'containment.cancel') }} /> : null}
      {drills.ok ? <DrillFindings findings={drills.value.findings} link /> : null}
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
          label="Time to halt"
          value={drills.ok && drills.value.last_measured ? Math.round(drills.value.last_measured.p99_ms) : null}
          unit="ms p99"
          href={`${PATH}/drills`}
          note={
            drills.ok && drills.value.last_measured
              ? `${drills.value.last_measured.points_proven} of ${drills.value.last_measured.points_total} points proven by the last drill`
              : figures.ok && figures.value.last_halt_ms !== null
                ? `Never drilled. The last halt’s slowest receipt: ${Math.round(figures.value.last_halt_ms)} ms`
                : 'Never measured'
          }
        />
      </StatGrid>
      <div className="pt-6">
        <ContainmentTabs current={one(raw, 'active') === 'true' ? `${PATH}?active=true` : PATH} inForce={inForce} />
      </div>
      <div className="pt-4">
        <FilterBar>
          <FilterSelect name="drills" label="Of drills" any="Without drills" options={[{ value: 'true', label: 'Drills as well' }]} />
        </FilterBar>
      </div>
      <Card flush className="mt-3">
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

function coveredText({ covered }: OrderView): string {
  const agents = covered.agents.length + covered.more_agents
  return agents === 0 ? `${covered.live_tokens} ${covered.live_tokens === 1 ? 'token' : 'tokens'}` : `${agents} ${agents === 1 ? 'agent' : 'agents'}`
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
              <Td lead className="max-w-56">
                <OrderTarget grain={order.grain} target={order.target} />
              </Td>
              <Td label="Covers">
                {coveredText(order)}
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
                  <span className="font-medium text-signal">
                    {order.mode === 'suspend' ? 'in force' : MODE_WORD[order.mode]}
                    {order.until ? (
                      <>
                        {' '}
                        until <TimeStamp value={order.until} />
                      </>
                    ) : null}
                  </span>
                )}
              </Td>
              <Td nowrap corner className="text-right">
                <TextLink href={`${PATH}/${order.id}`} aria-label={`Open order against ${order.target.name}`}>
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
