import { Notice } from '@/components/ui/notice'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { AgentView } from '@/lib/identity/registry/contract'
import { OrderReason } from '../../../_components/order-reason'
import { RestoreForm } from '../../../_components/restore-form'

const WORD: Readonly<Record<string, string>> = { suspend: 'Suspended', strip: 'Stripped of privileges', quarantine: 'Quarantined', kill: 'Killed' }
const NARROW: readonly string[] = ['run', 'agent', 'sub_tree', 'tool', 'tool_server']

type Props = Readonly<{ agent: AgentView; me: { id: string; mayRestore: boolean; mayExplain: boolean; byPasskey: boolean } }>

/** The story of a stop: by whom, aimed at what, why, and who may undo it. */
export function ContainedBy({ agent, me }: Props) {
  return agent.contained_by.map((order) => (
    <Notice
      key={order.order_id}
      tone="signal"
      title={
        <>
          {WORD[order.mode] ?? 'Suspended'} since <TimeStamp value={order.committed_at} />{' '}
          {order.target_id === agent.id ? '' : <Because order={order} />}
          by <bdi>{order.ordered_by}</bdi>
        </>
      }
    >
      <div className="flex flex-col gap-3 pb-1">
        <p className="text-ink-2">
          {order.reason ? <>Because “{order.reason}”. </> : 'No reason is on record yet. '}
          Tokens from before stay dead, also after it is restored. <TextLink href={`/containment/${order.order_id}`}>Receipts of this order</TextLink>
        </p>
        {!order.reason && me.mayExplain ? <OrderReason orderId={order.order_id} name={order.target_name} /> : null}
        {order.mode === 'kill' ? null : NARROW.includes(order.grain) === false ? (
          <p className="text-ink-2">It is restored in stages, on the order’s own page.</p>
        ) : me.mayRestore ? (
          order.ordered_by_id === me.id ? (
            <p className="text-ink-2">You gave this order, so somebody else has to restore it.</p>
          ) : (
            <RestoreForm orderId={order.order_id} name={order.target_name} incident={null} byPasskey={me.byPasskey} />
          )
        ) : null}
      </div>
    </Notice>
  ))
}

function Because({ order }: Readonly<{ order: AgentView['contained_by'][number] }>) {
  if (order.grain !== 'sub_tree' && order.grain !== 'agent')
    return (
      <>
        with everything of <bdi>{order.target_name}</bdi>{' '}
      </>
    )
  return (
    <>
      because <TextLink href={`/agents/${order.target_id}`}>{order.target_name}</TextLink> above it was halted{' '}
    </>
  )
}
