import type { Chain } from './chain-types'
import { rootsOf } from './cord'

export const NODE_WIDTH = 208
export const NODE_HEIGHT = 60
/** Room for a hop's words beside its cord. */
export const LABEL_WIDTH = 152
export const RANK_GAP = 124

/** How tall the drawing will be. Known without laying it out, so the page keeps the room while the drawing loads. */
export function chainHeight(chain: Chain): number {
  let row = rootsOf(chain).map(({ id }) => id)
  const seen = new Set<string>()
  let ranks = 0
  while (row.length > 0) {
    ranks += 1
    for (const id of row) seen.add(id)
    const above = new Set(row)
    row = [...new Set(chain.edges.filter((edge) => above.has(edge.from) && !seen.has(edge.to)).map((edge) => edge.to))]
  }
  return ranks * NODE_HEIGHT + Math.max(0, ranks - 1) * RANK_GAP
}
