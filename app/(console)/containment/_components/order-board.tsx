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
import type { Mode, OrderView } from '@/lib/identity/containment/contract'
import { OrderReason } from '../../_components/order-reason'
import { receiptRows } from '../../_components/receipt-rows'
import { RestoreForm } from '../../_components/restore-form'
import { useOrder } from '../../_components/use-order'
import { HookRows } from './hook-rows'
import { IncidentLine } from './incident-line'
import { GRAIN_WORD, isAgentGrain, MODE_STATUS, MODE_WORD } from './order-words'
import { RestoreStages } from './restore-stages'
import { ToldRows } from './told-rows'

type Props = Readonly<{ initial: OrderView; me: { id: string; mayExplain: boolean; mayRestore: boolean; maySign: boolean; byPasskey: boolean } }>

/** Requested, then confirmed, point by point. It never says stopped of what no receipt proves. */
export function OrderBoard({ initial, me }: Props) {
  const { data, over, contact, isError, asOf } = useOrder(initial.id, initial)
  const order = data ?? initial
  const { covered, lifted } = order
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-col gap-2">
        <Verdict order={order} />
        <IncidentLine order={order} />
      </div>
      <Card title="Enforcement points" flush actions={over ? null : <LiveNote asOf={new Date(asOf).toISOString()} lost={isError} asking={contact === 'poll'} />}>
        <div className="px-4 pb-2">
          <ReceiptBoard rows={receiptRows(order)} {...(covered.last_token_expires_at ? { lastTokenDiesAt: covered.last_token_expires_at } : {})} />
        </div>
      </Card>
      <HookRows hooks={order.hooks} />
      <ToldRows told={order.told} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card title="What it covers" description="Computed in the transaction that committed it.">
          <DescriptionList
            entries={[
              { term: 'Agents', value: covered.agents.length + covered.more_agents },
              { term: 'Live delegations', value: covered.delegations },
              { term: 'Live tokens', value: covered.live_tokens },
              { term: 'Calls in flight', value: covered.calls_in_flight },
              { term: 'Grain', value: GRAIN_WORD[order.grain] },
              { term: 'Mode', value: order.endpoint ? `${MODE_WORD[order.mode]}: it may talk to ${order.endpoint} alone` : MODE_WORD[order.mode] },
              ...(order.mode === 'strip' ? [{ term: 'Scopes left', value: order.scopes.length === 0 ? 'none' : order.scopes.join(' ') }] : []),
              ...(order.until && !lifted ? [{ term: 'Ends by itself', value: <TimeStamp value={order.until} /> }] : []),
              { term: 'Epoch', exact: 'Tokens of an earlier epoch stay dead for ever', value: order.epoch },
            ]}
          />
          {covered.agents.length === 0 ? null : (
          <ul aria-label="Agents covered" className="mt-3 flex flex-wrap gap-x-5 gap-y-2 border-t border-line pt-3">
            {covered.agents.map((agent) => (
              <li key={agent.id} className="min-w-0">
                <AgentBadge name={agent.name} href={`/agents/${agent.id}`} status={lifted ? 'active' : MODE_STATUS[order.mode]} />
              </li>
            ))}
          </ul>
          )}
        </Card>
        <div className="flex min-w-0 flex-col gap-6">
          <Card title="The story">
            <Story order={order} me={me} />
          </Card>
          {order.mode === 'kill' || !hasStages(order) ? null : (
            <Card title="Restoring in stages" description={order.staged ? 'What many depend on comes back no other way.' : 'The careful way: by two people, read-only first.'}>
              <RestoreStages order={order} maySign={me.maySign} />
            </Card>
          )}
        </div>
      </div>
    </div>
  )
}

const DONE: Readonly<Record<Mode, string>> = { suspend: 'Halted', strip: 'Stripped', quarantine: 'Quarantined', kill: 'Killed' }
const LEFT: Readonly<Record<Mode, string>> = {
  suspend: 'Nothing is issued for what it covers, and every point refuses it.',
  strip: 'Every point refuses its tokens from before; what is issued now holds only the scopes that are left.',
  quarantine: 'Every point refuses its tokens from before; what is issued now is for the investigator’s server alone, and is recorded whole.',
  kill: 'Nothing is ever issued for it again, and every point refuses it.',
}
const ISSUED: Readonly<Record<Mode, string>> = {
  suspend: 'Nothing is issued any more.',
  strip: 'Nothing more than what is left is issued.',
  quarantine: 'Nothing is issued but for the investigator’s server.',
  kill: 'Nothing is issued any more.',
}

function Verdict({ order }: Readonly<{ order: OrderView }>) {
  const now = useNow()
  const { points, lifted, covered } = order
  const confirmed = points.filter((point) => point.state === 'confirmed').length
  const closed = points.filter((point) => point.state === 'fails_closed').length
  if (lifted)
    return (
      <Notice title="This order is lifted">
        {order.followed_by ? 'What it covered is back with what only reads.' : 'What it covered may be issued tokens again.'} Tokens from before it stay dead.
      </Notice>
    )
  if (confirmed === points.length)
    return (
      <Notice tone="signal" title={points.length === 0 ? `${DONE[order.mode]}; there is no enforcement point to confirm it` : points.length === 1 ? `${DONE[order.mode]}: the enforcement point has confirmed` : `${DONE[order.mode]}: all ${points.length} enforcement points have confirmed`}>
        {LEFT[order.mode]}
      </Notice>
    )
  const dies = covered.last_token_expires_at
  const reachable = confirmed + closed < points.length && dies !== null && (now === null || Date.parse(dies) > now)
  return (
    <Notice tone="caution" title={`Requested: ${confirmed} of ${points.length} confirmed${closed ? `, ${closed} without a lease and so refusing everything` : ''}`} live>
      {ISSUED[order.mode]}{' '}
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
          <bdi className="font-semibold">{order.ordered_by.name}</bdi> {MODE_WORD[order.mode]}{' '}
          {isAgentGrain(order.grain) ? <TextLink href={`/agents/${order.target.id}`}>{order.target.name}</TextLink> : <bdi>{order.target.name}</bdi>}
          {order.grain === 'sub_tree' && order.covered.agents.length > 1 ? ` and ${order.covered.agents.length - 1} below it` : ''}
          {order.confirmed_by ? <>; confirmed by <bdi className="font-semibold">{order.confirmed_by.name}</bdi></> : null}
          {order.reason ? <> because “{order.reason}”</> : null}.
        </p>
      </li>
      {order.reason ? null : <li>{me.mayExplain ? <OrderReason orderId={order.id} name={order.target.name} /> : <p className="text-caution">The reason is not on record yet.</p>}</li>}
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
            <bdi className="font-semibold">{order.lifted.by}</bdi> {order.followed_by ? 'restored it, read-only:' : 'restored it:'} “{order.lifted.reason}”
          </p>
        </li>
      ) : order.mode === 'kill' ? (
        <li className="border-t border-line pt-3 text-ink-2">It was killed: nobody can restore it. A successor is registered as a new agent.</li>
      ) : me.mayRestore && !order.staged ? (
        <li className="border-t border-line pt-3">
          {order.ordered_by.id === me.id ? <p className="text-ink-2">You gave this order, so somebody else has to restore it.</p> : <RestoreForm orderId={order.id} name={order.target.name} incident={order.incident} byPasskey={me.byPasskey} />}
        </li>
      ) : null}
    </ol>
  )
}

/** An order that was lifted at once, or is over for other reasons, has no stages to tell of. */
const hasStages = ({ lifted, signatures, followed_by, follows }: OrderView): boolean => lifted === null || signatures.length > 0 || followed_by !== null || follows !== null
