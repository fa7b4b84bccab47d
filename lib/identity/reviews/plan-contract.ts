import { z } from 'zod'
import { idField, textField } from '@/lib/kernel/fields'
import { PersonRef, PlatformField, RISK_LEVELS } from '../registry/contract'
import { EVERY, GRACE_DAYS_MAX, INDEPENDENCES, isUnvalued, ITEMS_MAX, NAMED_MAX, NO_RESPONSES, PHASE_FAILURES, PHASE_FROM, REVIEWERS, SCOPES, SENSITIVITIES, STAGES_MAX, TRIGGER_REVIEWERS, TRIGGERS, UNSUBMITTED, type ReviewScope, type UNVALUED } from './terms'

const DAYS_MAX = 366

type Valued = Exclude<ReviewScope, (typeof UNVALUED)[number]>
const DaysField = z.coerce.number().int().min(1).max(3_650)
const SinceField = z.iso.datetime({ offset: true }).or(z.iso.date())
/** What each scope takes for a value; an unknown one is refused and never dropped, since that would mean all. */
const VALUES: Record<Valued, z.ZodType> = {
  team: textField(1, 80),
  platform: PlatformField,
  risk: z.enum(RISK_LEVELS),
  sensitivity: z.enum(SENSITIVITIES),
  server: z.string().regex(/^[a-z0-9-]{1,40}$/, 'is no tool server: its short name'),
  new_days: DaysField,
  changed_since: SinceField,
  not_reviewed_since: SinceField,
  unused_days: DaysField,
  agent: idField<'agent'>(),
}
/** What is reviewed, by whom, and what no answer means: all of a campaign but when. */
const Plan = z.strictObject({
  name: textField(3, 120),
  scope: z.enum(SCOPES).default('all'),
  value: z.string().trim().max(120).optional(),
  reviewers: z.enum(REVIEWERS).default('owner'),
  /** Who reviews, where named people do: each agent is one person's, split evenly, and of those who did not ask for what it has where there are any. */
  named: z.array(idField<'person'>()).min(1).max(NAMED_MAX).refine((ids) => new Set(ids).size === ids.length, 'names somebody twice').optional(),
  /** Who reviews where the rule names nobody with access. */
  fallback: idField<'person'>(),
  no_response: z.enum(NO_RESPONSES).default('keep'),
  /** What was decided and not submitted by the due date: `submit`: it is submitted as it stands, where that needs nobody else; `no_response`: it counts as no answer. */
  unsubmitted: z.enum(UNSUBMITTED).default('submit'),
  independence: z.enum(INDEPENDENCES).default('certify'),
  /** How many people at least look at every item; high and critical risk always needs two. */
  stages: z.coerce.number().int().min(1).max(STAGES_MAX).default(1),
  /** What was decided in haste comes back to its reviewer once. */
  second_look: z.boolean().default(false),
  /** A tool that was given less than so many days ago stays when its agent is reduced to what it used. */
  grace_days: z.coerce.number().int().min(0).max(GRACE_DAYS_MAX).default(0),
  /** Where more decisions than this take access away, they wait for a confirmation and are applied in phases. */
  phase_from: z.coerce.number().int().min(1).max(ITEMS_MAX).default(PHASE_FROM),
  /** Per cent of what was applied that may fail or drift back before it pauses by itself. */
  phase_failures: z.coerce.number().int().min(0).max(100).default(PHASE_FAILURES),
})
const Campaign = Plan.extend({ due_at: z.iso.datetime({ offset: true }) })

type Issues = { addIssue: (issue: { code: 'custom'; path: string[]; message: string }) => void }
const problemsIn = (context: Issues) => (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })

function needsItsValue({ scope, value, reviewers, named }: Pick<z.output<typeof Plan>, 'scope' | 'value' | 'reviewers' | 'named'>, context: Issues): void {
  const problem = problemsIn(context)
  if (isUnvalued(scope)) {
    if (value) problem('value', 'is for a narrower scope')
  } else {
    const parsed = VALUES[scope].safeParse(value)
    if (!parsed.success) problem('value', parsed.error.issues[0]?.message ?? 'cannot be read')
  }
  if ((reviewers === 'named') !== (named !== undefined)) problem('named', reviewers === 'named' ? 'is needed: who reviews' : 'is for a review by named people')
}

function isDueInTime({ due_at }: { due_at: string }, context: Issues): void {
  const due = Date.parse(due_at)
  if (due <= Date.now()) problemsIn(context)('due_at', 'is in the past')
  else if (due > Date.now() + DAYS_MAX * 86_400_000) problemsIn(context)('due_at', `is more than ${DAYS_MAX} days away`)
}

export const PreviewCampaignInput = Campaign.superRefine(needsItsValue).superRefine(isDueInTime)
/** Without its due date: what is asked of whom is the same whenever. */
export type CampaignPlan = z.output<typeof Plan>
/** The campaign's name as a person typed it, where no answer would take access from many. */
const ConfirmField = z.string().max(120).optional()
export const LaunchCampaignInput = Campaign.extend({
  /** Digest of the launch check that was read; another one by now is a conflict. */
  snapshot: z.string().max(100),
  confirm: ConfirmField,
  /** The schedule that could not launch it by itself, and goes on after this. */
  schedule: idField<'review_schedule'>().optional(),
}).superRefine(needsItsValue).superRefine(isDueInTime) // prettier-ignore

/** What was stored is read by this; what was stored before there was a rule for what is not submitted said that it counts as no answer. */
export const StoredPlan = Plan.extend({ unsubmitted: z.enum(UNSUBMITTED).default('no_response') })
export const AddScheduleInput = Plan.extend({
  every: z.enum(EVERY),
  /** How many days its reviewers have. */
  due_days: z.coerce.number().int().min(1).max(90),
  /** When it is launched first. */
  first_at: z.iso.datetime({ offset: true }),
  confirm: ConfirmField,
})
  .superRefine(needsItsValue)
  .superRefine(({ first_at }, context) => {
    if (Date.parse(first_at) > Date.now() + DAYS_MAX * 86_400_000) problemsIn(context)('first_at', `is more than ${DAYS_MAX} days away`)
  })
export const ScheduleIdInput = z.object({ scheduleId: idField<'review_schedule'>() })
export const ScheduleView = z.object({
  id: z.string(),
  name: z.string(),
  /** Null: what was stored cannot be read (it is another release's), so it launches nothing; it can still be ended. */
  plan: Plan.extend({ named: z.array(z.string()).optional(), fallback: z.string() }).nullable(),
  every: z.enum(EVERY),
  due_days: z.number().int(),
  next_at: z.iso.datetime(),
  /** No answer takes access from at most so many agents, as it was confirmed. */
  loses_max: z.number().int(),
  /** Why a person has to launch it this time. */
  held_because: z.string().nullable(),
  created_by: PersonRef,
  last: z.object({ id: z.string(), name: z.string(), launched_at: z.iso.datetime() }).nullable(),
})
export type ScheduleView = z.infer<typeof ScheduleView>
export const ScheduleList = z.object({ items: z.array(ScheduleView) })

export const LaunchCheck = z.object({
  agents: z.number().int(),
  /** Items per reviewer, the most first. */
  reviewers: z.array(z.object({ person: PersonRef, items: z.number().int() })),
  /** How many there are; `reviewers` lists those with the most. */
  reviewer_count: z.number().int().default(0),
  /** Reviewers with more items than one person reviews well. */
  overloaded: z.number().int().default(0),
  /** Without an owner who has access. */
  ownerless: z.number().int(),
  /** Whose rule named nobody with access, so that the fallback reviews them. */
  fallback: z.number().int(),
  need_second: z.number().int(),
  need_third: z.number().int().default(0),
  /** That need more people to certify them than there are who may. */
  uncertifiable: z.number().int().default(0),
  unchanged_low_risk: z.number().int(),
  /** Agents of which no call was recorded in the time looked at. */
  without_calls: z.number().int(),
  /** Enforcement points that are silent now: what passed them may not be recorded yet. */
  silent_points: z.number().int(),
  /** Where nobody answers: who loses access, how many of them are of high or critical risk, and how many run in production. */
  loses: z.object({ agents: z.number().int(), high: z.number().int(), tools: z.number().int(), production: z.number().int().default(0), names: z.array(z.string()).default([]) }),
  confirm: z.boolean(),
  /** If nobody answers, that is confirmed once more when it is due, and applied in phases. */
  phased: z.boolean().default(false),
  snapshot: z.string(),
})
export type LaunchCheck = z.infer<typeof LaunchCheck>

/** A switch: what happens to an agent opens a review of it, of which no answer keeps what it has. */
export const SetTriggerInput = z.strictObject({
  event: z.enum(TRIGGERS),
  enabled: z.boolean(),
  reviewers: z.enum(TRIGGER_REVIEWERS).default('owner'),
  /** Who reviews where that is nobody with access. */
  fallback: idField<'person'>(),
  due_days: z.coerce.number().int().min(1).max(90).default(7),
  /** Of `inactive`: after so many days without a token. */
  inactive_days: z.coerce.number().int().min(7).max(3_650).default(90),
})
export const TriggerView = z.object({
  event: z.enum(TRIGGERS),
  enabled: z.boolean(),
  reviewers: z.enum(TRIGGER_REVIEWERS),
  fallback: PersonRef.nullable(),
  due_days: z.number().int(),
  inactive_days: z.number().int().nullable(),
  /** Null: nobody has switched it on yet. */
  set: z.object({ by: z.string(), at: z.iso.datetime() }).nullable(),
})
export type TriggerView = z.infer<typeof TriggerView>
export const TriggerList = z.object({ items: z.array(TriggerView) })
