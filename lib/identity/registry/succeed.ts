import { z } from 'zod'
import { publishAgentEvent } from '@/lib/db/outbox'
import { idField } from '@/lib/kernel/fields'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { lockRegistry } from './internal/drafts'
import { moveAgent } from './internal/move-agent'
import { namesOf } from './internal/people-named'
import { successorsOf } from './internal/successors'
import { command } from './internal/tables'
import { TRANSFER_ROLES, type TransferRole } from './ownership-contract'

const SucceedInput = z.strictObject({ agentId: idField<'agent'>(), personId: idField<'person'>() })
export type Succession = { agent: { id: string; name: string }; leaving: string; state: string; moved: { role: TransferRole; to: string }[]; without: TransferRole[] }

const RELATIONS = { deputy: 'deputy', manager: 'manager', team_lead: 'lead of the team' } as const

/**
 * Passes an agent on when somebody who answers for it has left: to the first of the succession who is active. They
 * do not have to accept, since nobody may answer for it until then. `without`: roles that nobody is left for.
 */
export const succeed = command({
  name: 'registry.agent.succeed',
  input: SucceedInput,
  lock: (tx, actor) => lockRegistry(tx, actor.tenantId),
  resource: (tx, { agentId }, actor) => tx.agent.findFirst({ where: { id: agentId, tenantId: actor.tenantId, state: { not: 'retired' } } }),
  act: async (tx, { actor, input: { personId }, resource }) => {
    const roles = TRANSFER_ROLES.filter((role) => (role === 'owner' ? resource.ownerId : resource.sponsorId) === personId)
    if (roles.length === 0) return refuse<Refusal>({ code: 'wrong_state', state: 'passed_on' })
    const leaving = (await namesOf(tx, actor.tenantId, [personId]))(personId)
    const [next] = await successorsOf(tx, resource, personId)
    let agent = resource
    if (next)
      for (const role of roles) {
        await moveAgent(tx, actor, agent, { role, to: next.id, approvedBy: actor.id, why: `${leaving} left; ${next.name} follows as ${RELATIONS[next.relation]}` })
        agent = await tx.agent.findUniqueOrThrow({ where: { id: agent.id } })
      }
    if (next && roles.includes('owner')) await publishAgentEvent(tx, { tenantId: agent.tenantId, key: `owner:${agent.id}:${personId}:${next.id}`, agentId: agent.id, event: 'owner', because: `${leaving} left, and it has a new owner` })
    // What was offered by or to somebody who left is offered no more.
    await tx.agentTransfer.updateMany({ where: { tenantId: actor.tenantId, agentId: agent.id, state: 'requested', OR: [{ fromId: personId }, { toId: personId }] }, data: { state: 'cancelled', decidedAt: new Date(), decidedBy: actor.id } })
    const value: Succession = {
      agent: { id: agent.id, name: agent.name },
      leaving,
      state: agent.state,
      moved: next ? roles.map((role) => ({ role, to: next.name })) : [],
      without: next ? [] : roles,
    }
    return ok({
      value,
      subject: { kind: 'agent', id: agent.id, name: agent.name },
      agentId: agent.id,
      chain: [agent.id],
      purpose: next ? `${leaving} left: ${next.name}, its ${RELATIONS[next.relation]}, is ${roles.join(' and ')} now` : `${leaving} left, and nobody is left to follow as ${roles.join(' and ')}`,
      detail: { from: personId, roles, to: next?.id ?? null, relation: next?.relation ?? null },
    })
  },
})
