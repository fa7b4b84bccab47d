/** What a review may be, without its schemas: a browser loads this, and not what parses. */
export const SCOPES = ['all', 'team', 'platform', 'risk', 'sensitivity', 'server', 'new_days', 'changed_since', 'not_reviewed_since', 'unused_days', 'ownerless', 'agent'] as const
export type ReviewScope = (typeof SCOPES)[number]
/** Scopes that take no value. */
export const UNVALUED = ['all', 'ownerless'] as const
export const SENSITIVITIES = ['public', 'internal', 'confidential', 'restricted'] as const
/** Who decides first: who answers for the agent, their manager, who answers for the tool server that it has most tools of, or named people. */
export const REVIEWERS = ['owner', 'sponsor', 'manager', 'resource_owner', 'named'] as const
export type Reviewers = (typeof REVIEWERS)[number]
/** What happens where nobody answers: stay, and be told of; lose what was never used; be suspended; or go to the reviewer's manager, and be suspended where they do not answer either. */
export const NO_RESPONSES = ['keep', 'reduce', 'suspend', 'escalate'] as const
export type NoResponse = (typeof NO_RESPONSES)[number]
/** Whether no answer, from anybody who is asked, takes all access. */
export const takesAll = (noResponse: NoResponse): boolean => noResponse === 'suspend' || noResponse === 'escalate'

const DAY_MS = 86_400_000
/** How much longer a review runs where it is escalated: half of its own time (milliseconds). */
export const moreTimeOf = (ownMs: number): number => Math.min(14 * DAY_MS, Math.max(DAY_MS, Math.round(ownMs / 2)))
/** What becomes of what was decided and not submitted when the review is due: it is submitted as it stands, or counts as no answer. */
export const UNSUBMITTED = ['submit', 'no_response'] as const
export type Unsubmitted = (typeof UNSUBMITTED)[number]

/** Of whoever asked for what is reviewed: a second person certifies what they decide, or they do not decide on it at all. */
export const INDEPENDENCES = ['certify', 'strict'] as const
export type Independence = (typeof INDEPENDENCES)[number]

/** What opens a review of its one agent, where that is switched on. */
export const TRIGGERS = ['document', 'owner', 'finding', 'secret', 'inactive'] as const
export type Trigger = (typeof TRIGGERS)[number]
export const TRIGGER_REVIEWERS = ['owner', 'sponsor', 'manager', 'resource_owner'] as const
/** Named people of one review, among whom its agents are split evenly. */
export const NAMED_MAX = 20

/** Agents in one campaign: what it is about is fixed in one transaction. */
export const ITEMS_MAX = 200_000
/** More than so many are no review by one person: the launch check says so. */
export const REVIEWER_ITEMS_MAX = 2_000
/** Items that a reviewer has before them at once. */
export const WORKBENCH_MAX = 1_000
/** Where no answer takes access from this many agents, the campaign's name is typed. */
export const CONFIRM_FROM = 10
/** Where more decisions than this take access away, they are confirmed and applied in phases, unless the review says another number. */
export const PHASE_FROM = 10
/** Per cent of what was applied that may have failed before the next phase. */
export const PHASE_FAILURES = 10
/** Of what was confirmed, by the end of each phase. */
export const PHASE_SHARES = [0.1, 0.5, 1] as const
/** Items in one decision or one submission. */
export const BATCH_MAX = 500
/** How far back use is looked at. */
export const USE_DAYS = 90
/** Less than this part of a review's time is left: it is due soon. */
export const SOON_SHARE = 0.25
export const STAGES_MAX = 3
export const GRACE_DAYS_MAX = 90

export const isUnvalued = (scope: ReviewScope): scope is (typeof UNVALUED)[number] => (UNVALUED as readonly string[]).includes(scope)

export const EVERY = ['weekly', 'monthly', 'quarterly', 'half_yearly', 'yearly'] as const
export type Every = (typeof EVERY)[number]

/** Reviews that most companies owe; each is a beginning that can be changed. */
export const TEMPLATES = [
  { key: 'quarterly_full', name: 'Quarterly review of all agents', scope: 'all', value: '', every: 'quarterly', due_days: 14, stages: 1, no_response: 'keep' },
  { key: 'monthly_critical', name: 'Monthly review of critical agents', scope: 'risk', value: 'critical', every: 'monthly', due_days: 7, stages: 2, no_response: 'reduce' },
  { key: 'new_agents', name: 'Monthly review of new agents', scope: 'new_days', value: '31', every: 'monthly', due_days: 7, stages: 1, no_response: 'keep' },
  { key: 'leavers', name: 'Weekly review of what leavers left', scope: 'ownerless', value: '', every: 'weekly', due_days: 7, stages: 1, no_response: 'suspend' },
  { key: 'unused', name: 'Quarterly review of unused agents', scope: 'unused_days', value: '90', every: 'quarterly', due_days: 14, stages: 1, no_response: 'suspend' },
] as const satisfies readonly { key: string; name: string; scope: ReviewScope; value: string; every: Every; due_days: number; stages: number; no_response: NoResponse }[]
