import { Prisma } from '@/generated/prisma/client'
import { publishAgentEvent } from '@/lib/db/outbox'
import { Fault } from '@/lib/kernel/fault'
import { ok, refuse } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Refusal } from '../refusals'
import { lockRegistry } from './internal/drafts'
import { moveAgent } from './internal/move-agent'
import { command } from './internal/tables'
import { transferViews } from './internal/transfer-views'
import { TransferIdInput } from './ownership-contract'

type Decision = 'accepted' | 'declined' | 'cancelled'
type Deciding = { name: 'registry.transfer.accept' | 'registry.transfer.decline' | 'registry.transfer.cancel'; state: Decision; may: (actor: Actor, transfer: { toId: string; requestedBy: string; fromId: string }) => boolean; rule: string }

const decideTransfer = ({ name, state, may, rule }: Deciding) =>
  command({
    name,
    input: TransferIdInput,
    lock: (tx, actor) => lockRegistry(tx, actor.tenantId),
    resource: (tx, { transferId }, actor) => tx.agentTransfer.findFirst({ where: { id: transferId, tenantId: actor.tenantId } }),
    act: async (tx, { actor, resource: transfer }) => {
      if (!may(actor, transfer)) return refuse<Refusal>({ code: 'separated', rule })
      const now = new Date()
      if (transfer.state !== 'requested') return refuse<Refusal>({ code: 'wrong_state', state: transfer.state })
      if (transfer.expiresAt <= now) return refuse<Refusal>({ code: 'wrong_state', state: 'expired' })
      const agent = await tx.agent.findUniqueOrThrow({ where: { id: transfer.agentId } })
      const current = transfer.role === 'owner' ? agent.ownerId : agent.sponsorId
      if (state === 'accepted' && (agent.state === 'retired' || current !== transfer.fromId))
        return refuse<Refusal>({ code: 'conflict', detail: 'the agent has gone to somebody else since, or is retired: ask whoever offered it' })
      await tx.agentTransfer.update({ where: { id: transfer.id }, data: { state, decidedAt: now, decidedBy: actor.id } })
      const role = transfer.role === 'owner' ? 'owner' : 'sponsor'
      const moved = state === 'accepted' ? await moveAgent(tx, actor, agent, { role, to: transfer.toId, approvedBy: actor.id, why: transfer.reason }) : null
      if (moved) await tx.agent.update({ where: { id: agent.id }, data: { confirmedAt: now, confirmedByName: actor.name } })
      if (moved && role === 'owner') await publishAgentEvent(tx, { tenantId: agent.tenantId, key: `owner:${transfer.id}`, agentId: agent.id, event: 'owner', because: 'it has a new owner, who accepted it' })
      const [value] = await transferViews(tx, Prisma.sql`t.id = ${transfer.id}::uuid`, 1)
      if (!value) throw new Fault(`transfer ${transfer.id} is gone within its own transaction`)
      return ok({
        value,
        subject: { kind: 'agent', id: agent.id, name: agent.name },
        agentId: agent.id,
        chain: [agent.id],
        purpose: transfer.reason,
        detail: { transfer_id: transfer.id, role, from: transfer.fromId, to: transfer.toId, ...(moved ? { digest: moved.digest } : {}) },
      })
    },
  })

/** Taking an agent on is an act of the one who will answer for it, and of nobody else. */
export const acceptTransfer = decideTransfer({ name: 'registry.transfer.accept', state: 'accepted', may: (actor, { toId }) => actor.kind === 'person' && actor.id === toId, rule: 'only_who_it_is_offered_to' })
export const declineTransfer = decideTransfer({ name: 'registry.transfer.decline', state: 'declined', may: (actor, { toId }) => actor.kind === 'person' && actor.id === toId, rule: 'only_who_it_is_offered_to' })
export const cancelTransfer = decideTransfer({
  name: 'registry.transfer.cancel',
  state: 'cancelled',
  may: (actor, { requestedBy, fromId }) => actor.id === requestedBy || (actor.kind === 'person' && (actor.role === 'admin' || actor.id === fromId)),
  rule: 'only_who_offered_it',
})
