import { z } from 'zod'
import { idField, pageOf, PageInput, proseField, textField } from '@/lib/kernel/fields'
import { LAPSE_KINDS, LapseView } from './lapse-contract'

export const TRANSFER_ROLES = ['owner', 'sponsor'] as const
export type TransferRole = (typeof TRANSFER_ROLES)[number]
export const TRANSFER_STATES = ['requested', 'accepted', 'declined', 'cancelled', 'expired'] as const
/** Agents that one request moves at most; who has more asks twice. */
export const TRANSFER_AGENTS_MAX = 200
export const DEPUTIES_MAX = 10

const Ref = z.object({ id: z.string(), name: z.string() })
/** Who follows when somebody leaves, and by what. */
export const Successor = Ref.extend({ relation: z.enum(['deputy', 'manager', 'team_lead']) })
export type Successor = z.infer<typeof Successor>

export const TransferView = z.object({
  id: z.string(),
  batch_id: z.string(),
  agent: Ref,
  role: z.enum(TRANSFER_ROLES),
  from: Ref,
  to: Ref,
  reason: z.string(),
  requested_by: z.string(),
  requested_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  state: z.enum(TRANSFER_STATES),
  decided_at: z.iso.datetime().nullable(),
})
export type TransferView = z.infer<typeof TransferView>
export const TransferPage = pageOf(TransferView)

export const RequestTransferInput = z.strictObject({
  agentIds: z.array(idField<'agent'>()).min(1).max(TRANSFER_AGENTS_MAX),
  role: z.enum(TRANSFER_ROLES).default('owner'),
  to: idField<'person'>(),
  reason: proseField(3, 500),
})
export const TransferIdInput = z.object({ transferId: idField<'transfer'>() })
export const ListTransfersInput = PageInput.extend({
  state: z.enum(TRANSFER_STATES).optional(),
  agentId: idField<'agent'>().optional(),
  to: idField<'person'>().optional(),
})

export const OwnershipInput = z.object({ agentId: idField<'agent'>() })
export const SetDeputiesInput = OwnershipInput.extend({ deputies: z.array(idField<'person'>()).max(DEPUTIES_MAX) })
/** Who answers for one agent, and who would next. */
export const OwnershipView = z.object({
  agent: Ref,
  owner: Ref.extend({ active: z.boolean() }),
  sponsor: Ref.extend({ active: z.boolean() }),
  team: z.string().nullable(),
  /** The team of that name, where one is set up. */
  team_id: z.string().nullable(),
  deputies: z.array(Ref),
  /** In order; the first who is active when it comes to it. */
  follows_owner: z.array(Successor),
  follows_sponsor: z.array(Successor),
  transfers: z.array(TransferView),
  /** Owner, sponsor and deputies who are here, each once; and how many there are to be at its risk. */
  people: z.object({ named: z.number().int(), needed: z.number().int() }),
  /** When somebody last said that it is needed, and what follows where nobody does again. */
  lapse: LapseView,
  may_change: z.boolean(),
})
export type OwnershipView = z.infer<typeof OwnershipView>

const PeopleField = z.coerce.number().int().min(1).max(6)
/** By the risk of the agent. */
export const OwnershipNumbers = z.object({ low: PeopleField, medium: PeopleField, high: PeopleField, critical: PeopleField })
export type OwnershipNumbers = z.output<typeof OwnershipNumbers>
export const SetOwnershipRuleInput = z.strictObject(OwnershipNumbers.shape)
export const OwnershipRuleView = z.object({ numbers: OwnershipNumbers, /** Null: nobody has, and one is enough. */ set: z.object({ by: z.string(), at: z.iso.datetime() }).nullable() })
export type OwnershipRuleView = z.infer<typeof OwnershipRuleView>

export const PutTeamInput = z.strictObject({ name: textField(1, 80), mailbox: z.email().max(254).optional(), leadId: idField<'person'>().optional() })
export const TeamView = z.object({ id: z.string(), name: z.string(), mailbox: z.string().nullable(), lead: Ref.extend({ active: z.boolean() }).nullable(), /** Of whom the lead need be none. */ members: z.number().int(), agents: z.number().int() })
export type TeamView = z.infer<typeof TeamView>
export const TEAM_MEMBERS_MAX = 500
export const TeamIdInput = z.object({ teamId: idField<'team'>() })
export const TeamMemberInput = TeamIdInput.extend({ personId: idField<'person'>() })
export const TeamDetail = TeamView.extend({
  /** By name, the lead among them; `added` is null for a lead who was not added as a member. */
  members: z.array(Ref.extend({ active: z.boolean(), lead: z.boolean(), /** Of the team, that they own or sponsor. */ agents: z.number().int(), added: z.object({ by: z.string(), at: z.iso.datetime() }).nullable() })),
  /** Agents of the team that nobody but its lead would follow for: no deputy and no manager is here. */
  on_lead_alone: z.number().int(),
  may_change: z.boolean(),
  may_set_members: z.boolean(),
})
export type TeamDetail = z.infer<typeof TeamDetail>

/** Left out: one's own. */
export const AnswersInput = z.object({ person: idField<'person'>().optional() })
const Answered = Ref.extend({
  status: z.string(),
  risk_level: z.string(),
  as: z.array(z.enum(['owner', 'sponsor', 'deputy'])),
  /** Nobody would follow this person, so that the agent stops when they leave. */
  without_successor: z.boolean(),
  next_review_at: z.iso.datetime(),
  /** What follows soonest where nobody confirms that it is needed; null: nothing does. */
  lapse: z.object({ kind: z.enum(LAPSE_KINDS), phase: z.enum(['fine', 'notice', 'grace', 'over']), due_at: z.iso.datetime(), stops_at: z.iso.datetime() }).nullable(),
})
/** What a person answers for, and what needs them. */
export const AnswersView = z.object({
  person: Ref.extend({ active: z.boolean(), manager: Ref.nullable() }),
  agents: z.array(Answered),
  /** True when there are more agents than are listed. */
  more: z.boolean(),
  /** Of all of them, how many wait to be confirmed as still needed. These are listed first. */
  to_confirm: z.number().int(),
  transfers: z.array(TransferView),
  /** True when more are offered than are listed. */
  transfers_more: z.boolean(),
  drafts: z.array(z.object({ agent: Ref, number: z.number().int(), author: z.string(), risk_level: z.string(), created_at: z.iso.datetime() })),
})
export type AnswersView = z.infer<typeof AnswersView>
