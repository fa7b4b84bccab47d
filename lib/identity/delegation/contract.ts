import { z } from 'zod'
import { idField, pageOf, PageInput, proseField } from '@/lib/kernel/fields'
import { EventRow } from '../ledger/contract'

/** `mcp:<server>:<tool>` or `api:<resource>:<action>`; one each, no wildcards. */
export const SCOPE = /^(?:mcp:[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?:[A-Za-z0-9_.-]{1,128}|api:[a-z0-9-]{1,60}:[a-z0-9_]{1,60})$/
export const ScopeField = z.string().max(200).regex(SCOPE, 'mcp:<server>:<tool> or api:<resource>:<action>')

export const STANDING_MANDATE_DAYS_MAX = 366
export const GiveStandingMandateInput = z.strictObject({
  agentId: idField<'agent'>(),
  scopes: z.array(ScopeField).min(1).max(200),
  purpose: proseField(8, 500),
  expires_at: z.iso.datetime({ offset: true }),
})
export const MandateIdInput = z.object({ mandateId: idField<'mandate'>() })
export const ListMandatesInput = PageInput.extend({
  agentId: idField<'agent'>().optional(),
  person: idField<'person'>().optional(),
  live: z.stringbool().optional(),
  /** Those that drills gave to agents of their own as well; left out otherwise, unless one agent's are asked for. */
  drills: z.stringbool().optional(),
})
const Ref = z.object({ id: z.string(), name: z.string() })
export const MandateView = z.object({
  id: z.string(),
  kind: z.enum(['person', 'standing']),
  person: Ref,
  agent: Ref,
  purpose: z.string(),
  scopes: z.array(z.string()),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  ended: z.object({ at: z.iso.datetime(), reason: z.string() }).nullable(),
})
export type MandateView = z.infer<typeof MandateView>
export const MandatePage = pageOf(MandateView)

/** A standing mandate of an agent that was retired, for the agent that follows it: nobody has decided it yet. */
export const ListOffersInput = z.object({ agentId: idField<'agent'>().optional(), /** Those that the reader may accept. */ mine: z.stringbool().optional() })
export const OfferIdInput = z.object({ offerId: idField<'mandate_offer'>() })
export const MandateOfferView = z.object({
  id: z.string(),
  from: Ref,
  agent: Ref,
  /** Of the agent that follows: who may give it. */
  sponsor: Ref,
  purpose: z.string(),
  scopes: z.array(z.string()),
  /** What the documents do not allow, and ended. */
  left_out: z.array(z.string()),
  /** When the mandate would end, as the one that ended. */
  mandate_expires_at: z.iso.datetime(),
  offered_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  may_accept: z.boolean(),
  may_decline: z.boolean(),
})
export type MandateOfferView = z.infer<typeof MandateOfferView>
export const AcceptedOffer = z.object({ mandate_id: z.string(), scopes: z.array(z.string()) })

/** The chain of one hop: the human on top, one node an actor, the called tool last where an event has one. */
export const ChainNodeView = z.object({
  id: z.string(),
  kind: z.enum(['person', 'agent', 'tool']),
  name: z.string(),
  status: z.enum(['active', 'suspended', 'quarantined', 'retired', 'draft', 'unknown']).optional(),
  detail: z.string().optional(),
})
export const ChainEdgeView = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  scopes_in: z.array(z.string()),
  scopes_out: z.array(z.string()),
  dropped: z.array(z.string()),
  purpose: z.string().nullable(),
  issued_at: z.iso.datetime().nullable(),
  expires_at: z.iso.datetime().nullable(),
  ended: z.object({ at: z.iso.datetime(), reason: z.string() }).nullable(),
  /** Token claims of this hop, as signed (RFC 9068); no signature, so that it is no credential. */
  claims: z.record(z.string(), z.unknown()).nullable(),
})
const HaltSpan = z.object({
  order_id: z.string(),
  /** Null: everything of the company. */
  agent_id: z.string().nullable(),
  at: z.iso.datetime(),
  by: z.string(),
  reason: z.string().nullable(),
  /** Null: it is in force. */
  lifted: z.object({ at: z.iso.datetime(), by: z.string().nullable() }).nullable(),
})
export type HaltSpan = z.infer<typeof HaltSpan>
export const ChainView = z.object({
  nodes: z.array(ChainNodeView),
  edges: z.array(ChainEdgeView),
  autonomous: z.boolean(),
  mandate: MandateView.nullable(),
  /** Since the mandate was given: when agents of the chain were halted, and until when. */
  halts: z.array(HaltSpan),
})
export type ChainView = z.infer<typeof ChainView>
export const ChainInput = z.object({ delegationId: idField<'delegation'>() })

export const SequenceView = z.object({
  root: z.object({ id: z.string(), name: z.string() }),
  /** The hop from the human that all of it is under. */
  delegation_id: z.string(),
  purpose: z.string().nullable(),
  /** Calls, the earliest first. */
  events: z.array(EventRow),
  /** There are more, later ones or under hops that were not looked through. */
  truncated: z.boolean(),
})
export type SequenceView = z.infer<typeof SequenceView>
