import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { AgentIdInput, type RiskLevel } from './contract'
import { reviewDate } from './internal/review-date'
import { command } from './internal/tables'

/** An agent was reviewed and stays: the next review is due when its risk asks for one again. */
export const noteReviewed = command({
  name: 'registry.agent.note_reviewed',
  input: AgentIdInput,
  resource: (tx, { agentId }, actor) => tx.agent.findFirst({ where: { id: agentId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, resource: agent }) => {
    if (agent.state !== 'active') return refuse<Refusal>({ code: 'wrong_state', state: agent.state })
    const now = new Date()
    const date = reviewDate(undefined, agent.riskLevel as RiskLevel, now)
    if (!date.ok) return refuse<Refusal>({ code: 'wrong_state', state: 'without_a_date' })
    await tx.agent.update({ where: { id: agent.id }, data: { nextReviewAt: date.value, confirmedAt: now, confirmedByName: actor.name } })
    return ok({
      value: { next_review_at: date.value.toISOString() },
      subject: { kind: 'agent', id: agent.id, name: agent.name },
      agentId: agent.id,
      chain: [agent.id],
      detail: { next_review_at: date.value.toISOString() },
    })
  },
})
