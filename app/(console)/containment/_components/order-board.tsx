'use client'

import { AgentBadge } from '@/components/identity/agent-badge'
import { ReceiptBoard } from '@/components/identity/receipt-board'
import { DescriptionList } from '@/components/ui/description-list'
import { LiveNote } from '@/components/ui/live-note'
import { Notice } from '@/components/ui/notice'
import { Card } from '@/components/ui/section'
import { useNow } from '@/components/ui/ticking'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { OrderView } from '@/lib/identity/containment/contract'
import { OrderReason } from '../../_components/order-reason'
import { receiptRows } from '../../_components/receipt-rows'
import { RestoreForm } from '../../_components/restore-form'
import { isSettled, useOrder } from '../../_components/use-order'

type Props = Readonly<{ initial: OrderView; me: { id: string; mayExplain: boolean; mayRestore: boolean } }>

/** Requested, then confirmed, point by point. It never says stopped of what no receipt proves. */
export function OrderBoard({ initial, me }: Props) {
  const { data, isError, dataUpdatedAt } = useOrder(initial.id, initial)
  const order = data ?? initial
  const { covered, lifted } = order
  return (
    <div className="flex flex-col gap-6">
      <Verdict order={order} />
      <Card title="Enforcement points" flush actions={isSettled(order) ? null : <LiveNote asOf={new Date(dataUpdatedAt).toISOString()} lost={isError} />}>
        <div className="px-4 pb-2">
          <ReceiptBoard rows={receiptRows(order)} {...(covered.last_token_expires_at ? { lastTokenDiesAt: covered.last_token_expires_at } : {})} />
        </div>
      </Card>
      <div className="grid gap-6 lg:grid-cols-2">
        <Card title="What it covers" description="Computed in the transaction that committed it.">
          <DescriptionList
            entries={[
              { term: 'Agents', value: covered.agents.length },
              { term: 'Live delegations', value: covered.delegations },
              { term: 'Live tokens', value: covered.live_tokens },
              { term: 'Calls in flight', value: covered.calls_in_flight },
              { term: 'Grain', value: order.grain === 'sub_tree' ? 'the agent and everything below it' : 'the agent alone' },
              { term: 'Epoch', exact: 'Tokens of an earlier epoch stay dead for ever', value: order.epoch },
            ]}
          />
          <ul aria-label="Agents covered" className="mt-3 flex flex-wrap gap-x-5 gap-y-2 border-t border-line pt-3">
            {covered.agents.map((agent) => (
              <li key={agent.id} className="min-w-0">
                <AgentBadge name={agent.name} href={`/agents/${agent.id}`} status={lifted ? 'active' : 'suspended'} />
              </li>
            ))}
          </ul>
        </Card>
        <Card title="The story">
          <Story order={order} me={me} />
        </Card>
      </div>
    </div>
  )
}

function Verdict({ order }: Readonly<{ order: OrderView }>) {
  const now = useNow()
  const { points, lifted, covered } = order
  const confirmed = points.filter((point) => point.state === 'confirmed').length
  const closed = points.filter((point) => point.state === 'fails_closed').length
  if (lifted)
    return (
      <Notice title="This order is lifted">
        What it covered may be issued tokens again. Tokens from before it stay dead.
      </Notice>
    )
  if (confirmed === points.length)
    return (
      <Notice tone="signal" title={points.length === 0 ? 'Nothing is issued any more; there is no enforcement point to confirm it' : points.length === 1 ? 'Halted: the enforcement point has confirmed' : `Halted: all ${points.length} enforcement points have confirmed`}>
        Nothing is issued for what it covers, and every point refuses it.
      </Notice>
    )
  const dies = covered.last_token_expires_at
  const reachable = confirmed + closed < points.length && dies !== null && (now === null || Date.parse(dies) > now)
  return (
    <Notice tone="caution" title={`Requested: ${confirmed} of ${points.length} confirmed${closed ? `, ${closed} without a lease and so refusing everything` : ''}`} live>
      Nothing is issued any more.{' '}
      {reachable ? (
        <>
          A point that has not confirmed may honour a token until <TimeStamp value={dies} style="time" />.
        </>
      ) : (
        'No token that it covers is still alive.'
      )}
    </Notice>
  )
}

function Story({ order, me }: Readonly<{ order: OrderView; me: Props['me'] }>) {
  return (
    <ol className="flex flex-col gap-3 text-sm">
      <li>
        <TimeStamp value={order.committed_at} className="text-ink-3" />
        <p>
          <bdi className="font-semibold">{order.ordered_by.name}</bdi> halted <TextLink href={`/agents/${order.target.id}`}>{order.target.name}</TextLink>
          {order.covered.agents.length > 1 ? ` and ${order.covered.agents.length - 1} below it` : ''}.
        </p>
      </li>
      <li>{order.reason ? <p>Because “{order.reason}”</p> : me.mayExplain ? <OrderReason orderId={order.id} name={order.target.name} /> : <p className="text-caution">The reason is not on record yet.</p>}</li>
      {order.points.map(({ receipt }) =>
        receipt ? (
          <li key={receipt.point_id}>
            <TimeStamp value={receipt.enforced_at} className="text-ink-3" />
            <p>
              {receipt.point} confirmed after {Math.round(receipt.ms)} ms{receipt.cut_calls > 0 ? ` and cut ${receipt.cut_calls} running ${receipt.cut_calls === 1 ? 'call' : 'calls'}` : ''}.
            </p>
          </li>
        ) : null,
      )}
      {order.lifted ? (
        <li>
          <TimeStamp value={order.lifted.at} className="text-ink-3" />
          <p>
            <bdi className="font-semibold">{order.lifted.by}</bdi> restored it: “{order.lifted.reason}”
          </p>
        </li>
      ) : me.mayRestore ? (
        <li className="border-t border-line pt-3">
          {order.ordered_by.id === me.id ? <p className="text-ink-2">You gave this order, so somebody else has to restore it.</p> : <RestoreForm orderId={order.id} name={order.target.name} />}
        </li>
      ) : null}
    </ol>
  )
}
