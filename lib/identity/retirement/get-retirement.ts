import { RetirementInput } from './contract'
import { query } from './internal/tables'
import { retirementView } from './internal/view'

/** How far the retirement of an agent has come; nothing where none was begun. */
export const getRetirement = query({
  name: 'registry.retirement.read',
  input: RetirementInput,
  answer: (tx, { actor, input }) => retirementView(tx, actor.tenantId, input.agentId),
})
