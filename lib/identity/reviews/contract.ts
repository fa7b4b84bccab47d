import { z } from 'zod'
import { idField, pageOf, PageInput, proseField, textField } from '@/lib/kernel/fields'
import { AGENT_STATUSES, AgentRef, DigestField, PersonRef, PlatformField, RISK_LEVELS } from '../registry/contract'
import { DECISIONS, Evidence, PastReview } from './evidence-contract'

export { DECISIONS, Evidence, PastReview, ToolUse, type ReviewDecision } from './evidence-contract'

export const SCOPES = ['all', 'team', 'platform', 'risk', 'not_reviewed_since', 'unused_days', 'agent'] as const
export type ReviewScope = (typeof SCOPES)[number]
export const REVIEWERS = ['owner', 'sponsor'] as const
/** What happens where nobody answers: stay and be escalated, lose what was never used, or be suspended. */
export const NO_RESPONSES = ['keep', 'reduce', 'suspend'] as const
export type NoResponse = (typeof NO_RESPONSES)[number]
export const ITEM_STATES = ['open', 'decided', 'certify', 'final'] as const
/** Of whoever asked for what is reviewed: a second person certifies what they decide, or they do not decide on it at all. */
export const INDEPENDENCES = ['certify', 'strict'] as const
export type Independence = (typeof INDEPENDENCES)[number]
export const EFFECTS = ['pending', 'applied', 'failed', 'drifted'] as const

/** Agents in one campaign: a launch is one transaction. */
export const ITEMS_MAX = 2_000
/** Where no answer takes access from this many agents, the campaign's name is typed. */
export const CONFIRM_FROM = 10
/** Items in one decision or one submission. */
export const BATCH_MAX = 500
/** How far back use is looked at. */
export const USE_DAYS = 90
const DAYS_MAX = 366

/** What each scope takes for a value; an unknown one is refused and never dropped, since that would mean all. */
const VALUES: Record<Exclude<ReviewScope, 'all'>, z.ZodType> = {
  team: textField(1, 80),
  platform: PlatformField,
  risk: z.enum(RISK_LEVELS),
  not_reviewed_since: z.iso.datetime({ offset: true }).or(z.iso.date()),
  unused_days: z.coerce.number().int().min(1).max(3_650),
  agent: idField<'agent'>(),
}
const Campaign = z.strictObject({
  name: textField(3, 120),
  scope: z.enum(SCOPES).default('all'),
  value: z.string().trim().max(120).optional(),
  due_at: z.iso.datetime({ offset: true }),
  reviewers: z.enum(REVIEWERS).default('owner'),
  /** Who reviews where the rule names nobody with access. */
  fallback: idField<'person'>(),
  no_response: z.enum(NO_RESPONSES).default('keep'),
  independence: z.enum(INDEPENDENCES).default('certify'),
})
type Planned = z.output<typeof Campaign>

function needsItsValue({ scope, value, due_at }: Planned, context: { addIssue: (issue: { code: 'custom'; path: string[]; message: string }) => void }): void {
  const problem = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
  if (scope === 'all') {
    if (value) problem('value', 'is for a narrower scope')
  } else {
    const parsed = VALUES[scope].safeParse(value)
    if (!parsed.success) problem('value', parsed.error.issues[0]?.message ?? 'cannot be read')
  }
  const due = Date.parse(due_at)
  if (due <= Date.now()) problem('due_at', 'is in the past')
  else if (due > Date.now() + DAYS_MAX * 86_400_000) problem('due_at', `is more than ${DAYS_MAX} days away`)
}

export const PreviewCampaignInput = Campaign.superRefine(needsItsValue)
export type CampaignPlan = z.output<typeof PreviewCampaignInput>
export const LaunchCampaignInput = Campaign.extend({
  /** Digest of the launch check that was read; another one by now is a conflict. */
  snapshot: z.string().max(100),
  /** The campaign's name as a person typed it, where no answer would take access from many. */
  confirm: z.string().max(120).optional(),
}).superRefine(needsItsValue)

export const CampaignIdInput = z.object({ campaignId: idField<'review_campaign'>() })
export const ReviewItemIdInput = z.object({ itemId: idField<'review_item'>() })
export const ListCampaignsInput = PageInput
export const ListItemsInput = CampaignIdInput.extend({
  /** `mine`: what I have to decide; `asked`: what I was asked about; `certify`: what waits for a second person; `all`: every item. */
  show: z.enum(['mine', 'asked', 'certify', 'all']).default('all'),
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

export const LaunchCheck = z.object({
  agents: z.number().int(),
  /** Items per reviewer, the most first. */
  reviewers: z.array(z.object({ person: PersonRef, items: z.number().int() })),
  /** Without an owner who has access. */
  ownerless: z.number().int(),
  /** Whose rule named nobody with access, so that the fallback reviews them. */
  fallback: z.number().int(),
  need_second: z.number().int(),
  unchanged_low_risk: z.number().int(),
  /** Agents of which no call was recorded in the time looked at. */
  without_calls: z.number().int(),
  /** Enforcement points that are silent now: what passed them may not be recorded yet. */
  silent_points: z.number().int(),
  /** Where nobody answers: who loses access, and how many of them are of high or critical risk. */
  loses: z.object({ agents: z.number().int(), high: z.number().int(), tools: z.number().int() }),
  confirm: z.boolean(),
  snapshot: z.string(),
})
export type LaunchCheck = z.infer<typeof LaunchCheck>

const CampaignShape = {
  id: z.string(),
  name: z.string(),
  scope: z.enum(SCOPES),
  value: z.string().nullable(),
  reviewers: z.enum(REVIEWERS),
  fallback: PersonRef,
  no_response: z.enum(NO_RESPONSES),
  independence: z.enum(INDEPENDENCES),
  due_at: z.iso.datetime(),
  launched_at: z.iso.datetime(),
  launched_by: PersonRef,
  state: z.enum(['running', 'over']),
  progress: z.object({
    total: z.number().int(),
    final: z.number().int(),
    ready: z.number().int(),
    certify: z.number().int(),
    mine: z.number().int(),
    mine_to_certify: z.number().int(),
    /** Questions that wait for the reader's answer. */
    mine_to_answer: z.number().int(),
    no_response: z.number().int(),
    keep: z.number().int(),
    reduce: z.number().int(),
    remove: z.number().int(),
    applied: z.number().int(),
    failed: z.number().int(),
    drifted: z.number().int(),
    pending: z.number().int(),
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
export const CampaignView = z.object({ ...CampaignShape, check: LaunchCheck, quality: z.array(ReviewerQuality) })
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
  recommendation: Recommendation,
  /** What `reduce` would take away. */
  unused: z.array(z.string()),
  decision: z.object({ what: z.enum(DECISIONS), comment: z.string().nullable(), removes: z.array(z.string()), by: PersonRef.nullable(), at: z.iso.datetime().nullable() }).nullable(),
  certified: z.object({ by: PersonRef, at: z.iso.datetime(), note: z.string().nullable() }).nullable(),
  certifier_note: z.string().nullable(),
  /** The oldest first; it waits while one has no answer. */
  questions: z.array(QuestionView),
  /** Whom its reviewer may ask, and why them. */
  askable: z.array(PersonRef.extend({ why: z.string() })),
  /** Ids of the people who asked for what is reviewed, as of now: who reviews it instead is none of them, or somebody else certifies. */
  requesters: z.array(z.string()),
  outcome_by: z.enum(['review', 'no_response']).nullable(),
  effect: z.object({ state: z.enum(EFFECTS), detail: z.string().nullable(), applied_at: z.iso.datetime().nullable(), probe: ProbeView.nullable() }).nullable(),
  may: z.object({ decide: z.boolean(), certify: z.boolean(), reassign: z.boolean(), ask: z.boolean() }),
})
export type ReviewItemView = z.infer<typeof ReviewItemView>
export const ReviewItemPage = pageOf(ReviewItemView)

export const MyReviews = z.object({
  items: z.number().int(),
  campaigns: z.array(z.object({ id: z.string(), name: z.string(), due_at: z.iso.datetime(), decide: z.number().int(), certify: z.number().int(), answer: z.number().int() })),
})
export type MyReviews = z.infer<typeof MyReviews>
export const AgentReviews = z.object({ items: z.array(PastReview) })
export const Changed = z.object({ items: z.number().int() })
