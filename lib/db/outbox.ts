import { createHash } from 'node:crypto'
import type { Prisma } from '@/generated/prisma/client'
import { newId } from '@/lib/kernel/ids'
import type { Tx } from './transaction'

/** What one context tells the others of, in the transaction of what happened; the worker carries it to who is concerned. */
export const TOPICS = [
  'person.deactivated',
  'review.opened', 'review.assigned', 'review.question', 'review.answer', 'review.certify', 'review.apply_waiting',
  'transfer.requested', 'halt.requested', 'order.committed', 'drill.failed', 'posture.fell', 'agent.lapsing', 'mandate.offered',
] as const // prettier-ignore
/** What happened to an agent, for whoever opens reviews of it: in the authority, which may. */
export const AGENT_EVENT = 'agent.event'
export type Topic = (typeof TOPICS)[number]
export type AgentEvent = 'document' | 'owner' | 'finding' | 'secret'

/** `key`: what happened, so that it opens one review however often it is told. `because`: in words. */
export async function publishAgentEvent(tx: Pick<Tx, 'outbox'>, { tenantId, key, ...payload }: { tenantId: string; key: string; agentId: string; event: AgentEvent; because: string }): Promise<void> {
  await tx.outbox.create({ data: { id: newId<'outbox'>(), tenantId, topic: AGENT_EVENT, key, payload } })
}

/** The same for what is seen again and again, such as something that lies about: its id is made of its key, so that it is told of once however often it is found. */
export async function publishAgentEventOnce(tx: Pick<Tx, 'outbox'>, events: readonly { tenantId: string; key: string; agentId: string; event: AgentEvent; because: string }[]): Promise<void> {
  if (events.length === 0) return
  await tx.outbox.createMany({ data: events.map(({ tenantId, key, ...payload }) => ({ id: idOf(tenantId, key), tenantId, topic: AGENT_EVENT, key, payload })), skipDuplicates: true })
}

/** A UUID of version 8 (RFC 9562): what it is made of is ours to say. */
function idOf(tenantId: string, key: string): string {
  const bytes = createHash('sha256').update(`${tenantId}\n${AGENT_EVENT}\n${key}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export async function publish(tx: Pick<Tx, 'outbox'>, event: { tenantId: string; topic: Topic; key: string; payload?: Prisma.InputJsonObject }): Promise<void> {
  await tx.outbox.create({ data: { id: newId<'outbox'>(), tenantId: event.tenantId, topic: event.topic, key: event.key, payload: event.payload ?? {} } })
}
