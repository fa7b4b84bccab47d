import { PreviewInput } from './contract'
import { coverageOf } from './coverage'
import { query } from './internal/tables'

/** What a halt would cover if it were ordered now. */
export const previewHalt = query({
  name: 'containment.preview',
  input: PreviewInput,
  answer: async (tx, { actor, input }) => (await coverageOf(tx, actor.tenantId, input))?.view ?? null,
})
