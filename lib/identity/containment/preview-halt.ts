import { PreviewInput } from './contract'
import { previewOf } from './internal/preview-of'
import { query } from './internal/tables'

/** What a halt would cover if it were ordered now, and who depends on it. */
export const previewHalt = query({
  name: 'containment.preview',
  input: PreviewInput,
  answer: (tx, { actor, input }) => previewOf(tx, actor.tenantId, input),
})
