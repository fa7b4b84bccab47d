import { z } from 'zod'
import { AGENT_STATUSES, DocumentChange, PersonRef } from '../registry/contract'
import { PastReview, ReviewItemView } from './contract'

const Answering = PersonRef.extend({ live: z.boolean() })

/** An item as it is opened: what its rows leave out, and how it stands now beside what was frozen. */
export const ReviewItemDetail = ReviewItemView.extend({
  /** Of the document that is reviewed. */
  capabilities: z.array(z.object({ id: z.string(), description: z.string(), risk_level: z.string() })),
  data_access: z.array(z.object({ resource: z.string(), access_type: z.string(), sensitivity: z.string() })),
  /** Keys that it may authenticate with now. */
  credentials: z.array(z.object({ kid: z.string(), created_at: z.iso.datetime() })),
  /** Its newest calls in the time looked at, and those made under its authority, by chain; the agents in order. */
  chains: z.array(z.object({ person: z.string().nullable(), agents: z.array(z.string()), calls: z.number().int(), denied: z.number().int(), last_at: z.iso.datetime() })),
  /** What was found about it in the time looked at, the newest first; `open`: it still stands. */
  findings: z.array(z.object({ kind: z.enum(['secret', 'drift', 'not_applied', 'order']), what: z.string(), at: z.iso.datetime(), open: z.boolean() })),
  /** What became of it in other reviews, the newest first. */
  history: z.array(PastReview),
  /** As it is now, where that is not as it was at the launch. */
  now: z
    .object({ status: z.enum(AGENT_STATUSES), owner: Answering, sponsor: Answering, number: z.number().int(), approved_at: z.iso.datetime().nullable(), changes: z.array(DocumentChange) })
    .nullable(),
})
export type ReviewItemDetail = z.infer<typeof ReviewItemDetail>
