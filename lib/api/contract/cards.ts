import { CardInput, CardView, PublishCardInput } from '@/lib/identity/registry/card-contract'
import { endpoint } from './endpoint'

export const CARDS = {
  get: endpoint({ method: 'GET', path: '/agents/:agentId/card', permission: 'registry.card.get', input: CardInput, output: CardView, summary: 'The A2A agent card of an agent as others would read it, and whether it is public' }),
  publish: endpoint({ method: 'POST', path: '/agents/:agentId/card', permission: 'registry.card.publish', input: PublishCardInput, output: CardView, summary: 'Publish the signed A2A agent card of an agent, or change the address in it' }),
  withdraw: endpoint({ method: 'DELETE', path: '/agents/:agentId/card', permission: 'registry.card.withdraw', input: CardInput, output: CardView, summary: 'Withdraw the card of an agent: its address answers as if it had never been' }),
} as const
