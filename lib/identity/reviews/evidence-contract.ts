import { z } from 'zod'
import { AgentRef, DocumentChange, PersonRef, RISK_LEVELS } from '../registry/contract'

export const DECISIONS = ['keep', 'reduce', 'remove'] as const
export type ReviewDecision = (typeof DECISIONS)[number]

export const ToolUse = z.object({
  scope: z.string(),
  used: z.number().int(),
  denied: z.number().int(),
  last_used_at: z.iso.datetime().nullable(),
  /** When it came into the document; what was frozen before this was kept does not say. */
  since: z.iso.datetime().nullable().default(null),
})
export type ToolUse = z.infer<typeof ToolUse>
export const PastReview = z.object({
  at: z.iso.datetime(),
  by: z.string().nullable(),
  certified_by: z.string().nullable(),
  decision: z.enum(DECISIONS),
  outcome_by: z.enum(['review', 'no_response']),
  comment: z.string().nullable(),
  document: z.string(),
  campaign: z.object({ id: z.string(), name: z.string() }),
})
export type PastReview = z.infer<typeof PastReview>

/** Agents of the same team, platform and risk that share a tool with it, and how many of them hold each scope. */
export const Comparable = z.object({ agents: z.number().int(), holding: z.record(z.string(), z.number().int()) })
export type Comparable = z.infer<typeof Comparable>

/** An agent's access at the launch: what it may, what of it was used, who gave it. */
export const Evidence = z.object({
  at: z.iso.datetime(),
  agent: AgentRef.extend({
    purpose: z.string(),
    platform: z.string(),
    team: z.string().nullable(),
    risk_level: z.enum(RISK_LEVELS),
    created_at: z.iso.datetime(),
    last_active_at: z.iso.datetime().nullable(),
  }),
  /** Where it says that it runs. */
  environment: z.string().nullable().default(null),
  owner: PersonRef.extend({ live: z.boolean() }),
  sponsor: PersonRef.extend({ live: z.boolean() }),
  /** The owner's manager. */
  manager: PersonRef.extend({ live: z.boolean() }).nullable().default(null),
  document: z.object({ digest: z.string(), number: z.number().int(), written_by: z.array(z.string()), approved_by: z.string().nullable(), approved_at: z.iso.datetime().nullable() }),
  tools: z.array(ToolUse),
  calls: z.number().int(),
  denied: z.number().int(),
  last_used_at: z.iso.datetime().nullable(),
  /** In whose name it was called, the most first. */
  people: z.array(PersonRef.extend({ calls: z.number().int() })).default([]),
  /** Calls a week, the oldest first. */
  weeks: z.array(z.number().int()),
  mandates: z.array(z.object({ id: z.string(), kind: z.string(), person: PersonRef, purpose: z.string(), until: z.iso.datetime(), created_at: z.iso.datetime() })),
  may_delegate_to: z.array(AgentRef),
  delegated_by: z.array(AgentRef),
  previous: PastReview.nullable(),
  /** What differs from the document that was reviewed last. */
  changes: z.array(DocumentChange),
  /** Why it counts as changed, in words. */
  changed_because: z.array(z.string()),
  /** Ids of the people who asked for what is reviewed. */
  requesters: z.array(z.string()),
  /** Left out where there is none like it, and in what was frozen before this was looked at. */
  comparable: Comparable.optional(),
})
export type Evidence = z.infer<typeof Evidence>
