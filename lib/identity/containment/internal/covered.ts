import type { z } from 'zod'
import { OrderView, type CoverageView } from '../contract'

export type Covered = z.infer<typeof OrderView.shape.covered>

/** The part of a coverage that an order keeps: what was counted at its commit. */
export const coveredOf = ({ agents, more_agents, delegations, live_tokens, calls_in_flight, last_token_expires_at }: CoverageView): Covered => ({
  agents,
  more_agents,
  delegations,
  live_tokens,
  calls_in_flight,
  last_token_expires_at,
})

/** As the column keeps it: written by `coveredOf` alone. */
export const readCovered = (column: unknown): Covered => OrderView.shape.covered.parse(column)
