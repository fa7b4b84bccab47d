import { RetirementInput } from './contract'
import { hangingOn } from './internal/hangs'
import { query } from './internal/tables'

/** What retiring an agent would do, before anybody begins it. */
export const previewRetirement = query({
  name: 'registry.retirement.read',
  input: RetirementInput,
  answer: async (tx, { actor, input }) => (await hangingOn(tx, actor.tenantId, input.agentId))?.preview ?? null,
})
