import { ownershipView } from './internal/ownership-view'
import { query } from './internal/tables'
import { OwnershipInput } from './ownership-contract'

/** Who answers for an agent, who would next, and what of it is offered to somebody. */
export const getOwnership = query({
  name: 'registry.ownership.get',
  input: OwnershipInput,
  answer: async (tx, { actor, input }) => {
    const agent = await tx.agent.findFirst({ where: { id: input.agentId, tenantId: actor.tenantId } })
    return agent && ownershipView(tx, actor, agent)
  },
})
