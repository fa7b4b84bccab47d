import { asRows } from '@/lib/db/rows'
import { AgentReviewsInput } from './contract'
import { pastReviews } from './internal/past-reviews'
import { query } from './internal/tables'

/** When an agent was reviewed, by whom, and what was decided; the newest first. */
export const agentReviews = query({
  name: 'reviews.agent.list',
  input: AgentReviewsInput,
  answer: async (tx, { actor, input: { agentId } }) => {
    const known = asRows<unknown>(await tx.$queryRaw`select 1 from agent where tenant_id = ${actor.tenantId}::uuid and id = ${agentId}::uuid`)
    if (known.length === 0) return null
    return { items: (await pastReviews(tx, actor.tenantId, [agentId], false)).get(agentId) ?? [] }
  },
})
