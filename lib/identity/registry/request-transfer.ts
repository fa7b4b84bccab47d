import { Prisma } from '@/generated/prisma/client'
import { publish } from '@/lib/db/outbox'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { livePersonNamed } from './internal/people-named'
import { lockRegistry } from './internal/drafts'
import { command } from './internal/tables'
import { transferViews } from './internal/transfer-views'
import { RequestTransferInput } from './ownership-contract'

const OPEN_DAYS = 14
const DAY_MS = 86_400_000

/**
 * Offers agents to another owner or sponsor, all or none; each stays where it is until that person accepts it. By who
 * answers for all of them now, or by an admin.
 */
export const requestTransfer = command({
  name: 'registry.transfer.request',
  input: RequestTransferInput,
  lock: (tx, actor) => lockRegistry(tx, actor.tenantId),
  resource: async (tx, { agentIds }, actor) => {
    const agents = await tx.agent.findMany({ where: { tenantId: actor.tenantId, id: { in: agentIds } } })
    return agents.length === new Set(agentIds).size ? { tenantId: actor.tenantId, agents } : null
  },
  act: async (tx, { actor, input, resource: { agents } }) => {
    const invalid = (field: string, problem: string) => refuse<Refusal>({ code: 'invalid', fields: { [field]: problem } })
    const answers = actor.kind === 'root' || (actor.kind === 'person' && (actor.role === 'admin' || agents.every((agent) => [agent.ownerId, agent.sponsorId].includes(actor.id))))
    if (!answers) return refuse<Refusal>({ code: 'separated', rule: 'only_who_answers_for_it' })
    const to = await livePersonNamed(tx, actor.tenantId, input.to)
    if (!to.ok) return invalid('to', to.refusal)
    const retired = agents.find((agent) => agent.state === 'retired')
    if (retired) return invalid('agentIds', `${retired.name} is retired`)
    const column = input.role === 'owner' ? 'ownerId' : 'sponsorId'
    const theirs = agents.find((agent) => agent[column] === to.value.id)
    if (theirs) return invalid('to', `is the ${input.role} of ${theirs.name} already`)
    const now = new Date()
    const of = { tenantId: actor.tenantId, agentId: { in: agents.map((agent) => agent.id) }, role: input.role, state: 'requested' }
    await tx.agentTransfer.updateMany({ where: { ...of, expiresAt: { lte: now } }, data: { state: 'expired', decidedAt: now } })
    const open = await tx.agentTransfer.findFirst({ where: of })
    if (open) return refuse<Refusal>({ code: 'conflict', detail: `${agents.find((agent) => agent.id === open.agentId)?.name ?? 'an agent'} is offered to somebody already: cancel that first` })
    const batchId = newId<'transfer'>()
    await tx.agentTransfer.createMany({
      data: agents.map((agent) => ({
        id: newId<'transfer'>(), tenantId: actor.tenantId, batchId, agentId: agent.id, role: input.role, fromId: agent[column], toId: to.value.id, reason: input.reason,
        requestedBy: actor.id, requestedByName: actor.name, requestedAt: now, expiresAt: new Date(now.getTime() + OPEN_DAYS * DAY_MS),
      })),
    }) // prettier-ignore
    await publish(tx, { tenantId: actor.tenantId, topic: 'transfer.requested', key: batchId })
    const [only] = agents
    return ok({
      value: await transferViews(tx, Prisma.sql`t.tenant_id = ${actor.tenantId}::uuid and t.batch_id = ${batchId}::uuid`, agents.length),
      subject: agents.length === 1 && only ? { kind: 'agent', id: only.id, name: only.name } : { kind: 'agents', id: batchId, name: `${agents.length} agents` },
      ...(agents.length === 1 && only ? { agentId: only.id } : {}),
      chain: agents.map((agent) => agent.id),
      purpose: input.reason,
      detail: { batch_id: batchId, role: input.role, to: to.value.id, to_name: to.value.name, agents: agents.map((agent) => agent.id) },
    })
  },
})
