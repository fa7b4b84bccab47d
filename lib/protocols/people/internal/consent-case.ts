import type Provider from 'oidc-provider'
import { personActor, type SignedInPerson } from '@/lib/identity/access'
import { findClientAgent } from '@/lib/identity/authority'
import { getAgent, listToolServers, type AgentView } from '@/lib/identity/registry'
import { Fault } from '@/lib/kernel/fault'
import { proseField } from '@/lib/kernel/fields'
import { parseId } from '@/lib/kernel/ids'
import type { PeopleDeps } from '../deps'
import { consentOffer, type Offer } from './consent-offer'
import { lifetimes, type Lifetimes } from './lifetimes'

export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>
export type RefusalReason = 'draft' | 'suspended' | 'quarantined' | 'retired' | 'owner_alive' | 'scope'

export type AgentCase = { kind: 'agent'; person: SignedInPerson; agent: AgentView; offer: Offer; purpose: { text: string; from: 'request' | 'document' }; lifetimes: Lifetimes }
export type ConsentCase =
  | AgentCase
  | { kind: 'refused'; person: SignedInPerson; agent: AgentView; reason: RefusalReason; offer: Offer }
  /** A client of this installation's own, which works as the person. */
  | { kind: 'own'; person: SignedInPerson; clientId: 'console' | 'lanyard-cli' }
  | { kind: 'no_access' }
  | { kind: 'unknown_client' }

const Purpose = proseField(1, 500)

/** What an authorization request asks of whom, read anew at each look: between page and answer anything may have changed. */
export async function consentCase(deps: PeopleDeps, details: Interaction): Promise<ConsentCase> {
  const personId = parseId<'person'>(details.session?.accountId)
  const person = personId && (await personActor(personId))
  if (!person) return { kind: 'no_access' }
  const clientId = String(details.params.client_id)
  if (clientId === 'console' || clientId === 'lanyard-cli') return { kind: 'own', person, clientId }

  const client = await findClientAgent(clientId)
  if (!client || client.tenantId !== person.actor.tenantId) return { kind: 'unknown_client' }
  const found = await getAgent(person.actor, { agentId: client.id })
  const servers = await listToolServers({ gatewayUrl: deps.gatewayUrl })(person.actor, {})
  if (!found.ok || !servers.ok) throw new Fault('everyone may read the registry')
  const agent = found.value
  const offer = consentOffer(typeof details.params.scope === 'string' ? details.params.scope : '', agent, servers.value)
  const refused = (reason: RefusalReason): ConsentCase => ({ kind: 'refused', person, agent, reason, offer })
  if (agent.status !== 'active') return refused(agent.status)
  if (client.barred?.code === 'owner_alive') return refused('owner_alive')
  if (offer.servers.length === 0) return refused('scope')
  const asked = Purpose.safeParse(details.params.purpose)
  const purpose = asked.success ? ({ text: asked.data, from: 'request' } as const) : ({ text: agent.document.purpose, from: 'document' } as const)
  return { kind: 'agent', person, agent, offer, purpose, lifetimes: lifetimes(details.params.mandate_lifetime) }
}
