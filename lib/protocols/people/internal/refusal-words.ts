import type { AgentView } from '@/lib/identity/registry/contract'
import type { Offer } from './consent-offer'
import type { RefusalReason } from './consent-case'

/** Why an agent can be given nothing now, and who can change that. */
export function refusalWords(reason: RefusalReason, agent: AgentView, offer: Offer): { why: string; next: string } {
  const owner = agent.owner.name
  switch (reason) {
    case 'draft':
      return { why: 'Its identity document has not been approved yet.', next: `Somebody other than who registered it has to approve it in the console. ${owner} answers for it.` }
    case 'suspended':
    case 'quarantined':
      return { why: `It is ${reason}${haltedBy(agent)}. A halted agent gets no authority.`, next: `It can be asked again once it is restored. ${owner} answers for it.` }
    case 'retired':
      return { why: 'It is retired for good.', next: 'Whatever still starts it should be stopped.' }
    case 'owner_alive':
      return { why: 'Its owner or its sponsor no longer has access here, so nobody answers for it.', next: 'An administrator has to give it a new owner and sponsor.' }
    case 'scope': {
      const first = offer.withheld[0]
      return first
        ? { why: `Nothing that it asked for can be given: ${offer.withheld.map(({ scope, why }) => `${scope} is ${why}`).slice(0, 5).join('; ')}.`, next: `Its owner ${owner} can change its identity document.` }
        : { why: 'It asked for no tool at all.', next: 'A request names tools as scopes of the form mcp:<server>:<tool>.' }
    }
  }
}

function haltedBy(agent: AgentView): string {
  const order = agent.contained_by[0]
  if (!order) return ''
  return ` by ${order.ordered_by}${order.target_id === agent.id ? '' : `, who halted ${order.target_name}`}${order.reason ? ` (“${order.reason}”)` : ''}`
}
