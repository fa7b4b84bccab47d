import { AgentBadge } from '@/components/identity/agent-badge'
import type { OrderView } from '@/lib/identity/containment/contract'
import { isAgentGrain } from './order-words'

/** What an order is over: an agent leads to its page, anything else says what it is. */
export function OrderTarget({ grain, target }: Readonly<Pick<OrderView, 'grain' | 'target'>>) {
  if (isAgentGrain(grain)) return <AgentBadge name={target.name} href={`/agents/${target.id}`} />
  return (
    <span className="inline-flex min-w-0 flex-col">
      <bdi className="truncate font-medium text-ink">{target.name}</bdi>
      <span className="text-xs text-ink-3">{grain.replace('_', ' ')}</span>
    </span>
  )
}
