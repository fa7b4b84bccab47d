import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { IncidentView } from '@/lib/identity/incidents/contract'
import { MODES } from '@/lib/identity/containment/contract'
import { MODE_WORD } from '../../../_components/order-words'

export function IncidentOrders({ orders }: Readonly<{ orders: IncidentView['order_list'] }>) {
  return (
    <ul className="flex flex-col">
      {orders.map((order) => {
        const mode = MODES.find((one) => one === order.mode)
        return (
          <li key={order.id} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-t border-line px-4 py-2 text-sm first:border-t-0">
            <span className="min-w-0">
              <TextLink href={`/containment/${order.id}`}>{order.target.name}</TextLink> <span className="text-ink-2">{mode ? MODE_WORD[mode] : order.mode}</span>{' '}
              <TimeStamp value={order.committed_at} className="text-ink-3" />
            </span>
            <span className={order.lifted_at ? 'text-ink-2' : 'font-medium text-signal'}>
              {order.lifted_at ? 'lifted' : 'in force'}, <span className="font-normal text-ink-2">{order.confirmed === 1 ? 'one receipt' : `${order.confirmed} receipts`}</span>
            </span>
          </li>
        )
      })}
    </ul>
  )
}
