import { z } from 'zod'
import { idField } from '@/lib/kernel/fields'

/** Agents that are followed in one direction; more are counted in nothing, and said to be there. */
export const REACH_AGENTS_MAX = 500

const Ref = z.object({ id: z.string(), name: z.string() })
const Tool = z.object({ server: z.string(), tool: z.string() })
export type ReachedTool = z.infer<typeof Tool>
const Data = z.object({ resource: z.string(), access_type: z.string(), sensitivity: z.string() })
export type ReachedData = z.infer<typeof Data>

export const ReachInput = z.object({ agentId: idField<'agent'>() })
export const ThroughView = z.object({
  agent: Ref,
  /** From the agent itself to this one, both left out; empty: it may delegate to it directly. */
  by_way_of: z.array(Ref),
  /** What this one may call by its own document. */
  tools: z.array(Tool),
  /** Of these, what the agent itself may not call: a chain narrows, so that this one calls them with authority of its own alone. */
  beyond: z.number().int(),
})
export type ThroughView = z.infer<typeof ThroughView>
/** Of an agent by the documents in force, whatever it holds at this moment. */
export const ReachView = z.object({
  agent: Ref,
  tools: z.array(Tool),
  data: z.array(Data),
  through: z.array(ThroughView),
  /** Who and what depends on it. */
  depends: z.object({
    /** Agents that may delegate to it, and how many steps before it they stand. */
    agents: z.array(z.object({ agent: Ref, steps: z.number().int() })),
    /** People whose live mandates it acts by. */
    people: z.array(Ref),
    mandates: z.number().int(),
    live_delegations: z.number().int(),
  }),
  /** There are more agents than are followed. */
  more: z.boolean(),
  /** What the open draft would add to that, and take away; null: there is none. */
  draft: z
    .object({
      number: z.number().int(),
      tools: z.array(Tool),
      data: z.array(Data),
      /** Agents that it does not reach now. */
      through: z.array(ThroughView),
      takes_away: z.object({ tools: z.array(Tool), data: z.array(Data), agents: z.array(Ref) }),
    })
    .nullable(),
})
export type ReachView = z.infer<typeof ReachView>
