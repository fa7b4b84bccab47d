import { z } from 'zod'
import { idField, pageOf, PageInput, proseField, textField } from '@/lib/kernel/fields'
import { GRAINS } from '../containment/target'
import { EventRow, SentencePart } from '../ledger/contract'

/** In the order in which they are gone through. */
export const PHASES = ['detect', 'contain', 'investigate', 'recover', 'lessons'] as const
export type Phase = (typeof PHASES)[number]
/** Who a step falls to when an incident opens: whoever stopped it, or the owner of the agent that was stopped. */
export const STEP_OWNERS = ['who_halted', 'agent_owner'] as const

const STEPS_MAX = 40
/** Of a tenant, those that ship counted in: every order reads them while it holds the tenant's lock. */
export const PLAYBOOKS_MAX = 40
const Named = z.object({ id: z.string(), name: z.string() })
const SlugField = z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower case letters, digits and hyphens, 40 at most')

export const PlaybookStep = z.strictObject({
  phase: z.enum(PHASES),
  title: textField(3, 120),
  detail: proseField(0, 600).default(''),
  owner: z.enum(STEP_OWNERS).nullable().default(null),
  /** From the opening of the incident. */
  due_minutes: z.number().int().min(1).max(60 * 24 * 90).nullable().default(null),
})
export type PlaybookStep = z.output<typeof PlaybookStep>

export const PutPlaybookInput = z.strictObject({
  slug: SlugField,
  /** The version that was read and is changed; 0 for a new playbook. */
  version: z.number().int().min(0),
  name: textField(3, 80),
  summary: textField(0, 300).default(''),
  grains: z.array(z.enum(GRAINS)).max(GRAINS.length).default([]),
  steps: z.array(PlaybookStep).min(1).max(STEPS_MAX),
})
export const PlaybookView = z.object({
  slug: z.string(),
  version: z.number().int(),
  name: z.string(),
  summary: z.string(),
  grains: z.array(z.enum(GRAINS)),
  steps: z.array(PlaybookStep),
  /** Null: as it ships. */
  written: z.object({ by: z.string(), at: z.iso.datetime() }).nullable(),
})
export type PlaybookView = z.infer<typeof PlaybookView>
export const PlaybooksView = z.object({
  playbooks: z.array(PlaybookView),
  policy: z.object({ restore_needs_resolution: z.boolean(), changed: z.object({ by: z.string(), at: z.iso.datetime() }).nullable() }),
})
export type PlaybooksView = z.infer<typeof PlaybooksView>
export const SetIncidentPolicyInput = z.strictObject({ restore_needs_resolution: z.boolean() })

/** The incident of an order, as the order shows it. */
export const IncidentRef = z.object({
  id: z.string(),
  number: z.number().int(),
  resolved: z.object({ at: z.iso.datetime(), by: z.string(), cause: z.string() }).nullable(),
  /** Whether restoring in full waits for it to be resolved. */
  demanded: z.boolean(),
})
export type IncidentRef = z.infer<typeof IncidentRef>

export const IncidentIdInput = z.object({ incidentId: idField<'incident'>() })
export const ListIncidentsInput = PageInput.extend({ open: z.stringbool().optional(), agentId: idField<'agent'>().optional() })
export const SetStepInput = z
  .strictObject({
    incidentId: idField<'incident'>(),
    stepId: idField<'incident_step'>(),
    done: z.boolean().optional(),
    ownerId: idField<'person'>().nullable().optional(),
    due_at: z.iso.datetime({ offset: true }).nullable().optional(),
  })
  .refine(({ done, ownerId, due_at }) => done !== undefined || ownerId !== undefined || due_at !== undefined, 'nothing to change')
export const AddNoteInput = z.strictObject({ incidentId: idField<'incident'>(), note: proseField(1, 4000) })
export const FollowPlaybookInput = z.strictObject({ incidentId: idField<'incident'>(), slug: SlugField })
export const ResolveIncidentInput = z.strictObject({ incidentId: idField<'incident'>(), cause: proseField(8, 1000) })

export const StepView = z.object({
  id: z.string(),
  phase: z.enum(PHASES),
  title: z.string(),
  detail: z.string(),
  owner: Named.nullable(),
  due_at: z.iso.datetime().nullable(),
  done: z.object({ at: z.iso.datetime(), by: z.string() }).nullable(),
})
export type StepView = z.infer<typeof StepView>

export const IncidentRow = z.object({
  id: z.string(),
  number: z.number().int(),
  subject: z.object({ id: z.string(), name: z.string(), grain: z.enum(GRAINS) }),
  opened_at: z.iso.datetime(),
  opened_by: z.string(),
  playbook: z.object({ slug: z.string(), version: z.number().int(), name: z.string() }),
  steps: z.object({ done: z.number().int(), total: z.number().int(), overdue: z.number().int() }),
  orders: z.object({ total: z.number().int(), in_force: z.number().int() }),
  resolved: z.object({ at: z.iso.datetime(), by: z.string(), cause: z.string() }).nullable(),
})
export type IncidentRow = z.infer<typeof IncidentRow>
export const IncidentPage = pageOf(IncidentRow)

export const TimelineItem = z.object({
  at: z.iso.datetime(),
  kind: z.enum(['entry', 'receipt', 'refusal']),
  /** The ledger's entry; a receipt stands in the order's board and has none. */
  event: EventRow.pick({ id: true, action: true, result: true }).nullable(),
  sentence: z.array(SentencePart),
})
export type TimelineItem = z.infer<typeof TimelineItem>

export const IncidentView = IncidentRow.extend({
  step_list: z.array(StepView),
  order_list: z.array(
    z.object({ id: z.string(), grain: z.enum(GRAINS), mode: z.string(), target: Named, committed_at: z.iso.datetime(), confirmed: z.number().int(), lifted_at: z.iso.datetime().nullable() }),
  ),
  /** Oldest first. */
  timeline: z.array(TimelineItem),
  /** Refusals beyond those of the timeline: the explorer has them all. */
  more_refusals: z.boolean(),
  /** The filter of the record's list and of its export that holds what belongs to it. */
  evidence: z.object({ agent: z.string().optional(), server: z.string().optional(), since: z.iso.datetime(), until: z.iso.datetime().optional() }),
})
export type IncidentView = z.infer<typeof IncidentView>
