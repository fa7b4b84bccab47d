import type { Prisma } from '@/generated/prisma/client'
import { newId } from '@/lib/kernel/ids'
import type { Tx } from './transaction'

/** What one context tells the others of, in the transaction of what happened; the worker carries it to who is concerned. */
export const TOPICS = [
  'person.deactivated',
  'review.opened', 'review.assigned', 'review.question', 'review.answer', 'review.apply_waiting',
  'transfer.requested', 'halt.requested', 'order.committed', 'drill.failed', 'posture.fell',
] as const // prettier-ignore
/** What happened to an agent, for whoever opens reviews of it: in the authority, which may. */
export const AGENT_EVENT = 'agent.event'
export type Topic = (typeof TOPICS)[number]
export type AgentEvent = 'document' | 'owner' | 'finding'

/** `key`: what happened, so that it opens one review however often it is told. `because`: in words. */
export async function publishAgentEvent(tx: Pick<Tx, 'outbox'>, { tenantId, key, ...payload }: { tenantId: string; key: string; agentId: string; event: AgentEvent; because: string }): Promise<void> {
  await tx.outbox.create({ data: { id: newId<'outbox'>(), tenantId, topic: AGENT_EVENT, key, payload } })
}

export async function publish(tx: Pick<Tx, 'outbox'>, event: { tenantId: string; topic: Topic; key: string; payload?: Prisma.InputJsonObject }): Promise<void> {
  await tx.outbox.create({ data: { id: newId<'outbox'>(), tenantId: event.tenantId, topic: event.topic, key: event.key, payload: event.payload ?? {} } })
}
