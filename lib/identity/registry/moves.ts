import type { AgentState, AgentStatus } from './contract'

/**
 * The life of an agent, as people see it: where each status leads. Nothing leads out of `retired`, and nothing back to
 * `draft`; a draft was never let act, so that there is nothing of it to stop.
 */
export const MOVES = {
  draft: ['active', 'retired'],
  active: ['suspended', 'quarantined', 'retired'],
  suspended: ['active', 'quarantined', 'retired'],
  quarantined: ['active', 'suspended', 'retired'],
  retired: [],
} as const satisfies Record<AgentStatus, readonly AgentStatus[]>

/** What the row says in each status: suspended and quarantined are active, and contained. */
const STATE_OF = { draft: 'draft', active: 'active', suspended: 'active', quarantined: 'active', retired: 'retired' } as const satisfies Record<AgentStatus, AgentState>

export const mayMove = (from: AgentStatus, to: AgentStatus): boolean => (MOVES[from] as readonly AgentStatus[]).includes(to)

/** The same of the row's own state, which is what the database holds to: a trigger refuses any other. */
export const STATE_MOVES: readonly (readonly [AgentState, AgentState])[] = [
  ...new Map(
    Object.entries(MOVES)
      .flatMap(([from, tos]) => tos.map((to) => [STATE_OF[from as AgentStatus], STATE_OF[to]] as const))
      .filter(([from, to]) => from !== to)
      .map((move) => [move.join(), move]),
  ).values(),
]
