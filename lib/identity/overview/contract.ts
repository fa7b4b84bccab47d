import { z } from 'zod'
import { EventRow } from '@/lib/identity/ledger/contract'

export const HaltFigures = z.object({
  orders_in_force: z.number().int(),
  /** The last order's slowest receipt, in milliseconds: how long a halt took, measured. Null: never measured. */
  last_halt_ms: z.number().nullable(),
})
export type HaltFigures = z.infer<typeof HaltFigures>

/** Every number opens the list that it counts: the console links by the same filter. */
export const OverviewView = z.object({
  agents: z.object({ total: z.number().int(), active: z.number().int(), draft: z.number().int(), suspended: z.number().int(), mine: z.number().int() }),
  /** Active agents that nobody with access answers for, and those whose review is overdue. */
  ownerless: z.number().int(),
  reviews_overdue: z.number().int(),
  live_delegations: z.number().int(),
  live_mandates: z.number().int(),
  /** Everybody on the list of people, and those of them with access. */
  people: z.number().int(),
  people_active: z.number().int(),
  /** Calls and tokens that were refused in 24 hours. */
  denied: z.number().int(),
  points: z.object({ total: z.number().int(), connected: z.number().int() }),
  ...HaltFigures.shape,
  /** Calls of the last 24 hours by hour, oldest first. */
  calls: z.array(z.object({ hour: z.iso.datetime(), allowed: z.number().int(), denied: z.number().int() })),
  latest_denials: z.array(EventRow),
  latest_events: z.array(EventRow),
})
export type OverviewView = z.infer<typeof OverviewView>
