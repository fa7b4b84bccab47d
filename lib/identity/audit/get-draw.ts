import { DrawIdInput } from './contract'
import { drawView } from './internal/draw-view'
import { query } from './internal/tables'

/** One sample: how it was drawn, and each of its events on its way to its human. */
export const getDraw = query({
  name: 'audit.draw.read',
  input: DrawIdInput,
  answer: (tx, { actor, input }) => drawView(tx, actor, input.drawId),
})
