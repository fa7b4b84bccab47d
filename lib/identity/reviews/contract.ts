import { z } from 'zod'
import { idField, pageOf, PageInput, proseField } from '@/lib/kernel/fields'
import { AGENT_STATUSES, AgentRef, DigestField, PersonRef, RISK_LEVELS } from '../registry/contract'
import { DECISIONS, Evidence, PastReview } from './evidence-contract'
import { LaunchCheck } from './plan-contract'
import { BATCH_MAX, INDEPENDENCES, NO_RESPONSES, REVIEWERS, SCOPES, TRIGGERS, UNSUBMITTED } from './terms'

export { DECISIONS, Evidence, PastReview, ToolUse, type ReviewDecision } from './evidence-contract'
export { LaunchCampaignInput, LaunchCheck, PreviewCampaignInput, type CampaignPlan } from './plan-contract'
export { BATCH_MAX, CONFIRM_FROM, ITEMS_MAX, NO_RESPONSES, REVIEWER_ITEMS_MAX, WORKBENCH_MAX, SCOPES, type Independence, type NoResponse, type ReviewScope, USE_DAYS } from './terms'

export const ITEM_STATES = ['open', 'decided', 'certify', 'final'] as const
export const EFFECTS = ['pending', 'applied', 'failed', 'drifted'] as const

export const CampaignIdInput = z.object({ campaignId: idField<'review_campaign'>() })
export const ReviewItemIdInput = z.object({ itemId: idField<'review_item'>() })
export const ListCampaignsInput = PageInput
export const ConfirmApplyInput = CampaignIdInput.extend({ /** How many were read to wait. */ held: z.number().int().min(1), /** The campaign's name, as a person typed it. */ confirm: z.string().max(120) })
export const PauseApplyInput = CampaignIdInput.extend({ reason: proseField(3, 500) })
export const CancelLaunchInput = CampaignIdInput.extend({ reason: proseField(3, 500) })
export const ListItemsInput = CampaignIdInput.extend({
  /** `mine`: what is mine to decide, submitted or not; `todo`: what of it is not submitted; `asked`: what I was asked about; `certify`: what waits for a second person; `all`: every item. */
  show: z.enum(['mine', 'todo', 'asked', 'certify', 'all']).default('all'),
  cursor: PageInput.shape.cursor,
  limit: z.coerce.number().int().min(1).max(BATCH_MAX).default(200),
})

const VersionField = z.number().int().min(1)
const NoteField = proseField(3, 1_000)
export const DecideInput = CampaignIdInput.extend({
  items: z
    .array(z.strictObject({ id: idField<'review_item'>(), version: VersionField, /** The document in force that was looked at. */ document: DigestField }))
    .min(1)
    .max(BATCH_MAX),
  /** `null` undoes a decision that was not submitted. */
  decision: z.enum(DECISIONS).nullable(),
  comment: NoteField.optional(),
  /** Of one item that is reduced: tools that were never used and stay all the same. Left out: those of its grace list. */
  keeps: z.array(z.string().max(200)).max(500).optional(),
})
export const SubmitInput = CampaignIdInput.extend({
  items: z.array(z.object({ id: idField<'review_item'>(), version: VersionField })).min(1).max(BATCH_MAX),
})
export const CertifyInput = ReviewItemIdInput.extend({
  version: VersionField,
  /** Of the document in force that was looked at. */
  digest: DigestField,
  /** False gives it back to its reviewer. */
  agree: z.boolean(),
  note: NoteField.optional(),
})
export const ReassignInput = ReviewItemIdInput.extend({ version: VersionField, to: idField<'person'>(), note: NoteField })
export const AskInput = ReviewItemIdInput.extend({ version: VersionField, /** Whom it concerns: see `askable` of the item. */ of: idField<'person'>(), question: NoteField })
export const QuestionIdInput = z.object({ questionId: idField<'review_question'>() })
export const AnswerInput = QuestionIdInput.extend({ answer: NoteField })
export const RetryInput = ReviewItemIdInput.extend({ version: VersionField })
export const AgentReviewsInput = z.object({ agentId: idField<'agent'>() })

const CampaignShape = {
  id: z.string(),
  name: z.string(),
  scope: z.enum(SCOPES),
  value: z.string().nullable(),
  reviewers: z.enum(REVIEWERS),
  /** Who, where named people review. */
  named: z.array(PersonRef),
  fallback: PersonRef,
  no_response: z.enum(NO_RESPONSES),
  unsubmitted: z.enum(UNSUBMITTED),
  independence: z.enum(INDEPENDENCES),
  stages: z.number().int(),
  second_look: z.boolean(),
  grace_days: z.number().int(),
  scheduled: z.boolean(),
  /** What opened it; null: a person or a schedule. */
  trigger: z.enum(TRIGGERS).nullable(),
  due_at: z.iso.datetime(),
  /** When what nobody had answered went to others, and its due date was moved, once; of `escalate` alone. */
  escalated_at: z.iso.datetime().nullable(),
  launched_at: z.iso.datetime(),
  launched_by: PersonRef,
  /** `launching`: its evidence is being gathered, and nobody was asked yet. */
  state: z.enum(['launching', 'cancelled', 'running', 'over']),
  progress: z.object({
    /** While it is being launched: those whose evidence is gathered, of `check.agents`. */
    total: z.number().int(),
    /** Agents that its launch fixed. */
    planned: z.number().int(),
    final: z.number().int(),
    ready: z.number().int(),
    certify: z.number().int(),
    mine: z.number().int(),
    /** Of these, decided and not submitted. */
    mine_ready: z.number().int(),
    mine_to_certify: z.number().int(),
    /** Questions that wait for the reader's answer. */
    mine_to_answer: z.number().int(),
    no_response: z.number().int(),
    /** Decided and not submitted by then: submitted as they stood when it was due. */
    when_due: z.number().int(),
    keep: z.number().int(),
    reduce: z.number().int(),
    remove: z.number().int(),
    applied: z.number().int(),
    failed: z.number().int(),
    drifted: z.number().int(),
    pending: z.number().int(),
    /** Decisions that take access away and wait for a confirmation. */
    held: z.number().int(),
  }),
}
export const CampaignRow = z.object(CampaignShape)
export type CampaignRow = z.infer<typeof CampaignRow>
export const CampaignPage = pageOf(CampaignRow)
export const ReviewerQuality = z.object({
  person: PersonRef,
  decisions: z.number().int(),
  share_kept: z.number(),
  /** Between one decision and the next, by the authority's clock. */
  median_seconds: z.number().nullable(),
  largest_batch: z.number().int(),
  /** Such as "40 decisions in 52 s". */
  flag: z.string().nullable(),
})
export type ReviewerQuality = z.infer<typeof ReviewerQuality>
/** How decisions that take access away are applied, where they are many. */
export const ApplyView = z.object({
  /** More than so many are confirmed first. */
  from: z.number().int(),
  /** Per cent that may fail before it pauses by itself. */
  failures: z.number().int(),
  held: z.number().int(),
  /** The phase that it is in; null: nothing was confirmed. */
  phase: z.number().int().nullable(),
  steps: z.array(z.object({ phase: z.number().int(), items: z.number().int(), applied: z.number().int(), failed: z.number().int(), pending: z.number().int() })),
  confirmed: z.object({ items: z.number().int(), by: z.string(), at: z.iso.datetime() }).nullable(),
  paused: z.object({ because: z.string(), /** Null: by itself. */ by: z.string().nullable(), at: z.iso.datetime() }).nullable(),
})
export type ApplyView = z.infer<typeof ApplyView>
export const CampaignView = z.object({ ...CampaignShape, check: LaunchCheck, /** Who ended its launch, and why; `by` null: it was not opened in time. */ cancelled: z.object({ by: z.string().nullable(), because: z.string(), at: z.iso.datetime() }).nullable(), quality: z.array(ReviewerQuality), /** What was left of it, and what an even pace would have left; empty while it is being launched. */ burn_down: z.array(z.object({ at: z.iso.datetime(), left: z.number().int(), pace: z.number().int() })), apply: ApplyView, /** What happened to its agent, the first being what opened it. */ events: z.array(z.object({ event: z.enum(TRIGGERS), because: z.string(), at: z.iso.datetime() })) })
export type CampaignView = z.infer<typeof CampaignView>

export const ProbeView = z.object({ at: z.iso.datetime(), checks: z.array(z.object({ check: z.string(), ok: z.boolean(), detail: z.string() })) })
export type ProbeView = z.infer<typeof ProbeView>
export const Recommendation = z.object({ decision: z.enum(DECISIONS), reason: z.string(), confidence: z.enum(['low', 'medium', 'high']) })
export type Recommendation = z.infer<typeof Recommendation>

export const QuestionView = z.object({
  id: z.string(),
  by: PersonRef,
  of: PersonRef,
  question: z.string(),
  at: z.iso.datetime(),
  answer: z.string().nullable(),
  answered_at: z.iso.datetime().nullable(),
  withdrawn: z.boolean(),
  may: z.object({ answer: z.boolean(), withdraw: z.boolean() }),
})
export type QuestionView = z.infer<typeof QuestionView>

export const ReviewItemView = z.object({
  id: z.string(),
  campaign_id: z.string(),
  version: z.number().int(),
  state: z.enum(ITEM_STATES),
  agent: AgentRef.extend({ status: z.enum(AGENT_STATUSES) }),
  risk_level: z.enum(RISK_LEVELS),
  reviewer: PersonRef,
  changed: z.boolean(),
  evidence: Evidence,
  digest: z.string(),
  /** The document in force now, where it is not the one that was frozen. */
  document: z.string(),
  moved: z.boolean(),
  second: z.object({ needed: z.boolean(), why: z.string().nullable() }),
  /** A third person certifies after the second. */
  third: z.boolean(),
  /** Why it came back to its reviewer. */
  second_look: z.string().nullable(),
  recommendation: Recommendation,
  /** Tools that were never called in the time looked at. */
  unused: z.array(z.string()),
  /** Those of them that `reduce` leaves unless told otherwise: they were given too short a time ago. */
  graced: z.array(z.string()),
  decision: z.object({ what: z.enum(DECISIONS), comment: z.string().nullable(), removes: z.array(z.string()), keeps: z.array(z.string()), by: PersonRef.nullable(), at: z.iso.datetime().nullable() }).nullable(),
  /** By the campaign's rule when it was due, and not by who decided it. */
  submitted_when_due: z.boolean(),
  certified: z.object({ by: PersonRef, at: z.iso.datetime(), note: z.string().nullable() }).nullable(),
  certified_again: z.object({ by: PersonRef, at: z.iso.datetime() }).nullable(),
  certifier_note: z.string().nullable(),
  /** The oldest first; it waits while one has no answer. */
  questions: z.array(QuestionView),
  /** Whom its reviewer may ask, and why them. */
  askable: z.array(PersonRef.extend({ why: z.string() })),
  /** Ids of the people who asked for what is reviewed, as of now: who reviews it instead is none of them, or somebody else certifies. */
  requesters: z.array(z.string()),
  /** When it went to `reviewer` since whoever had it did not answer. */
  escalated_at: z.iso.datetime().nullable(),
  outcome_by: z.enum(['review', 'no_response']).nullable(),
  effect: z.object({ state: z.enum(EFFECTS), detail: z.string().nullable(), applied_at: z.iso.datetime().nullable(), probe: ProbeView.nullable() }).nullable(),
  may: z.object({ decide: z.boolean(), certify: z.boolean(), reassign: z.boolean(), ask: z.boolean() }),
})
export type ReviewItemView = z.infer<typeof ReviewItemView>
export const ReviewItemPage = pageOf(ReviewItemView)

export const MyReviews = z.object({
  items: z.number().int(),
  /** What others have not answered though it is due soon, or was never answered: their manager and whoever launched it hear of it. */
  escalations: z.array(z.object({ campaign: z.object({ id: z.string(), name: z.string() }), reviewer: PersonRef, items: z.number().int(), due_at: z.iso.datetime(), over: z.boolean() })),
  /** What takes access away and is not applied until an administrator confirms it or, where it has paused, lets it go on. */
  applies: z.array(z.object({ id: z.string(), name: z.string(), items: z.number().int(), paused: z.object({ because: z.string(), by: z.string().nullable() }).nullable() })),
  /** Schedules whose next review a person has to launch. */
  held: z.array(z.object({ id: z.string(), name: z.string(), because: z.string() })),
  campaigns: z.array(z.object({ id: z.string(), name: z.string(), due_at: z.iso.datetime(), decide: z.number().int(), /** Of these, decided and not submitted, and what becomes of that when it is due. */ ready: z.number().int(), unsubmitted: z.enum(UNSUBMITTED), certify: z.number().int(), answer: z.number().int(), soon: z.boolean() })),
})
export type MyReviews = z.infer<typeof MyReviews>
export const AgentReviews = z.object({ items: z.array(PastReview) })
export const Changed = z.object({ items: z.number().int() })
/** What became of items by an act: what a list that is open has to show anew. */
export const ItemChange = ReviewItemView.pick({ id: true, version: true, state: true, reviewer: true, document: true, moved: true, second: true, third: true, second_look: true, decision: true, certifier_note: true, questions: true, askable: true, may: true })
export type ItemChange = z.infer<typeof ItemChange>
export const ChangedItems = Changed.extend({ changes: z.array(ItemChange) })
export type ChangedItems = z.infer<typeof ChangedItems>
/** `second_look`: how many came back to be looked at again. */
export const Submitted = ChangedItems.extend({ second_look: z.number().int() })
