import { asRows } from '@/lib/db/rows'
import { Fault } from '@/lib/kernel/fault'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { lapseView } from './internal/lapse-view'
import { command } from './internal/tables'
import { ConfirmAgentInput } from './lapse-contract'

/** Says that an agent is needed still, used or not: by who answers for it, and nobody for them. What was told of it is over. */
export const confirmAgent = command({
  name: 'registry.agent.confirm',
  input: ConfirmAgentInput,
  resource: (tx, { agentId }, actor) => tx.agent.findFirst({ where: { id: agentId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, resource: agent }) => {
    const deputies = asRows<{ id: string }>(await tx.$queryRaw`select person_id as id from agent_deputy where agent_id = ${agent.id}::uuid and tenant_id = ${agent.tenantId}::uuid`)
    if (actor.kind !== 'person' || ![agent.ownerId, agent.sponsorId, ...deputies.map(({ id }) => id)].includes(actor.id)) return refuse<Refusal>({ code: 'separated', rule: 'only_who_answers_for_it' })
    if (agent.state !== 'active') return refuse<Refusal>({ code: 'wrong_state', state: agent.state })
    const confirmedAt = new Date()
    const changed = await tx.agent.update({ where: { id: agent.id }, data: { confirmedAt, confirmedByName: actor.name } })
    await tx.lapseNotice.deleteMany({ where: { agentId: agent.id, tenantId: agent.tenantId, orderId: null } })
    const value = await lapseView(tx, actor, changed)
    if (!value) throw new Fault('an agent that acts has no view')
    return ok({ value, subject: { kind: 'agent', id: agent.id, name: agent.name }, agentId: agent.id, chain: [agent.id], detail: { before: agent.confirmedAt?.toISOString() ?? null, confirm_by: value.reconfirm?.due_at ?? null } })
  },
})
