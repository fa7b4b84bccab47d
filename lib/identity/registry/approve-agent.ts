import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { ApproveAgentInput } from './contract'
import { agentView } from './internal/agent-view'
import { ownersAlive } from './internal/owners-alive'
import { command } from './internal/tables'

/** Brings a draft into force. Never by whoever registered it, and never without a live owner and sponsor. */
export const approveAgent = command({
  name: 'registry.agent.approve',
  input: ApproveAgentInput,
  resource: (tx, { agentId }, actor) => tx.agent.findFirst({ where: { id: agentId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, input, resource: agent }) => {
    const draft = await tx.agentRevision.findFirst({ where: { agentId: agent.id, status: 'draft' }, orderBy: { number: 'desc' } })
    if (!draft || agent.state !== 'draft') return refuse<Refusal>({ code: 'wrong_state', state: agent.state })
    if (agent.registeredBy === actor.id || draft.authorId === actor.id) return refuse<Refusal>({ code: 'separated', rule: 'not_the_one_who_registered' })
    if (input.digest !== undefined && input.digest !== draft.digest)
      return refuse<Refusal>({ code: 'conflict', detail: 'the document is not the one that was read: read it again' })
    if (!(await ownersAlive(tx, agent.id)))
      return refuse<Refusal>({ code: 'conflict', detail: 'its owner or its sponsor no longer has access: it needs another first' })
    const now = new Date()
    await tx.agentRevision.update({ where: { id: draft.id }, data: { status: 'approved', approvedBy: actor.id, approvedAt: now } })
    await tx.agent.update({ where: { id: agent.id }, data: { state: 'active', revisionInForceId: draft.id } })
    return ok({
      value: await agentView(tx, actor, agent.id),
      subject: { kind: 'agent', id: agent.id, name: agent.name },
      agentId: agent.id,
      chain: [agent.id],
      detail: { digest: draft.digest, registered_by: agent.registeredBy, risk_level: agent.riskLevel },
    })
  },
})
