import { z } from 'zod'
import { idField, pageOf, PageInput, proseField, textField } from '@/lib/kernel/fields'
import { ProofField } from '../access/contract'
import { IncidentRef } from '../incidents/contract'
import { ToldView } from '../signals/contract'
import { GRAINS, needsItsTarget, TargetShape } from './target'
import { MODES, needsItsTerms, ReasonField, TermsShape } from './terms'

export { GRAINS, isWide, WIDE_GRAINS, type Grain, type Target } from './target'
export { MODES, MODES_OF, ReasonField, type Mode } from './terms'

const Named = z.object({ id: z.string(), name: z.string() })

export const PreviewInput = z.object(TargetShape).superRefine(needsItsTarget)

/**
 * Agents that go on and need what is stopped, as far as that is on record: `work_running`, work of theirs runs through it
 * now; `may_delegate`, their identity document names it to pass work on to; `names_tool`, theirs names the tool.
 */
export const Dependents = z.object({
  /** Of those whom documents name it for, 10,000 at most are counted. */
  total: z.number().int(),
  /** The first of them, those with work running before the others. */
  agents: z.array(Named.extend({ why: z.enum(['work_running', 'may_delegate', 'names_tool']) })),
})
export type Dependents = z.infer<typeof Dependents>

/** What a halt covers: the dialog's numbers and the order's, from one query. */
export const CoverageView = z.object({
  target: Named,
  grain: z.enum(GRAINS),
  /** Who may issue and hold nothing any more. For a run, a tool or a server nobody: its users are in `affected`. */
  agents: z.array(Named),
  /** Covered beyond those that are listed. */
  more_agents: z.number().int(),
  /** Agents with live authority that ends, though they are not themselves covered. */
  affected: z.array(Named),
  delegations: z.number().int(),
  /** Tokens that have not expired yet, and the time by which the last would die by itself. */
  live_tokens: z.number().int(),
  /** The same by how long they would still live: up to so many seconds, and more than the one before. */
  tokens_by_life: z.array(z.object({ up_to_seconds: z.number().int().nullable(), tokens: z.number().int() })),
  last_token_expires_at: z.iso.datetime().nullable(),
  calls_in_flight: z.number().int(),
  people: z.array(Named),
  /** Tool servers that it can reach now, and so stops reaching. */
  systems: z.array(z.object({ slug: z.string(), title: z.string() })),
  /** Who depends on it and is not stopped. No part of what is ordered, and so not of the digest: null where it was not looked for, as in the answer to an order whose preview had changed. */
  dependents: Dependents.nullable(),
  points: z.array(
    z.object({ id: z.string(), name: z.string(), connected: z.boolean(), last_lease_at: z.iso.datetime().nullable() }),
  ),
  /** What the last drill that measured anything found. Null: never measured. */
  last_drill: z.object({ at: z.iso.datetime(), p99_ms: z.number(), points_proven: z.number().int(), points_total: z.number().int() }).nullable(),
  /** In plain words: what this does not stop. */
  not_covered: z.array(z.string()),
  snapshot_digest: z.string(),
  as_of: z.iso.datetime(),
})
export type CoverageView = z.infer<typeof CoverageView>

export const HaltInput = z
  .strictObject({ ...TargetShape, ...TermsShape })
  .superRefine(needsItsTarget)
  .superRefine(needsItsTerms)
export type HaltInput = z.output<typeof HaltInput>
/** What another administrator has to confirm: the same input, asked for and not yet ordered. */
export const RequestHaltInput = HaltInput
export const RequestIdInput = z.object({ requestId: idField<'containment_request'>() })
export const ConfirmHaltInput = z.object({
  requestId: idField<'containment_request'>(),
  /** Of the preview that was read: another world by now is shown, and not acted on. */
  snapshot: z.string().max(100),
  proof: ProofField,
})
export const ExplainOrderInput = z.object({ orderId: idField<'containment_order'>(), reason: ReasonField })
export const RestoreInput = z.object({ orderId: idField<'containment_order'>(), reason: ReasonField, proof: ProofField })
export const STAGES = ['read_only', 'full'] as const
export type Stage = (typeof STAGES)[number]
export const SIGNED_AS = ['owner', 'reviewer'] as const
export const SignRestoreInput = z.object({
  orderId: idField<'containment_order'>(),
  stage: z.enum(STAGES),
  signed_as: z.enum(SIGNED_AS),
  /** The conditions: the incident is over, and what caused it is on record. */
  incident_resolved: z.literal(true, 'restoring needs the incident to be resolved'),
  cause: proseField(8, 1000),
  proof: ProofField,
})
export type SignRestoreInput = z.output<typeof SignRestoreInput>
export const OrderIdInput = z.object({ orderId: idField<'containment_order'>() })
export const ListOrdersInput = PageInput.extend({
  agentId: idField<'agent'>().optional(),
  active: z.stringbool().optional(),
  /** What drills stopped and restored as well; left out otherwise, unless one agent's orders are asked for. */
  drills: z.stringbool().optional(),
})

export const ReceiptView = z.object({
  point_id: z.string(),
  point: z.string(),
  enforced_at: z.iso.datetime(),
  /** From the order's commit to its enforcement. */
  ms: z.number(),
  cut_calls: z.number().int(),
})
export const OrderView = z.object({
  id: z.string(),
  grain: z.enum(GRAINS),
  mode: z.enum(MODES),
  target: Named,
  epoch: z.number().int(),
  reason: z.string().nullable(),
  ordered_by: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  /** The second administrator, of a wide order. */
  confirmed_by: Named.nullable(),
  committed_at: z.iso.datetime(),
  /** When it ends by itself. */
  until: z.iso.datetime().nullable(),
  /** `strip`: the scopes that are left. */
  scopes: z.array(z.string()),
  /** `quarantine`: the one tool server that may still be called. */
  endpoint: z.string().nullable(),
  /** The order that this one is the first stage of restoring; and the one that followed this. */
  follows: z.string().nullable(),
  followed_by: z.string().nullable(),
  /** Whether restoring goes by stages alone, and which stage is next; null where none is. */
  staged: z.boolean(),
  next_stage: z.enum(STAGES).nullable(),
  signatures: z.array(
    z.object({ stage: z.enum(STAGES), signed_as: z.enum(SIGNED_AS), person: Named, cause: z.string(), signed_at: z.iso.datetime() }),
  ),
  covered: z.object({
    agents: z.array(Named),
    /** Not kept by orders from before there were wide ones. */
    more_agents: z.number().int().default(0),
    delegations: z.number().int(),
    live_tokens: z.number().int(),
    calls_in_flight: z.number().int(),
    last_token_expires_at: z.iso.datetime().nullable(),
  }),
  /** Every point that must confirm. A point without a receipt is `waiting` while it holds a lease, else `fails_closed`. */
  points: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      state: z.enum(['confirmed', 'waiting', 'fails_closed']),
      /** For a point that cannot be reached: when its last lease ended, and so when it began to refuse everything. */
      lease_ended_at: z.iso.datetime().nullable(),
      receipt: ReceiptView.nullable(),
    }),
  ),
  /** What was to stop the pod, the process or the job, each by its runtime hook; none where there is no hook for such an order. */
  hooks: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      state: z.enum(['waiting', 'confirmed', 'failed']),
      attempts: z.number().int(),
      /** From the order's commit to the answer. */
      ms: z.number().nullable(),
      ended_at: z.iso.datetime().nullable(),
      /** What it said, or why it was not reached. */
      detail: z.string().nullable(),
    }),
  ),
  /** Who cannot send receipts and was told by shared signals (CAEP). That one acknowledged it proves that it knows, and not that it did anything. */
  told: z.array(ToldView),
  lifted: z.object({ at: z.iso.datetime(), by: z.string(), reason: z.string() }).nullable(),
  /** The incident that it opened or joined; null for a rehearsal, and for orders of before there were incidents. */
  incident: IncidentRef.nullable(),
})
export type OrderView = z.infer<typeof OrderView>
export const OrderPage = pageOf(OrderView)

/** The answer of a halt and of the CLI's `--json`. */
export const HaltView = z.object({
  order_id: z.string(),
  epoch: z.number().int(),
  committed_at: z.iso.datetime(),
  covered: OrderView.shape.covered,
  receipts: z.array(z.object({ point: z.string(), ms: z.number() })),
})
export type HaltView = z.infer<typeof HaltView>

/** A wide order that waits for a second administrator. It stops nothing yet. */
export const HaltRequestView = z.object({
  id: z.string(),
  grain: z.enum(GRAINS),
  mode: z.enum(MODES),
  target: Named,
  reason: z.string(),
  requested_by: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  requested_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  state: z.enum(['waiting', 'confirmed', 'cancelled', 'expired']),
  order_id: z.string().nullable(),
  /** What it would cover now, while it waits; confirm with its `snapshot_digest`. */
  preview: CoverageView.nullable(),
})
export type HaltRequestView = z.infer<typeof HaltRequestView>
export const HaltRequests = z.array(HaltRequestView)

export const PointView = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  /** Slug of the server that guards itself here; null: a gateway, of the installation. */
  server: z.string().nullable(),
  state: z.enum(['connected', 'lease_expired', 'never_connected', 'revoked']),
  enrolled_at: z.iso.datetime(),
  last_lease_at: z.iso.datetime().nullable(),
})
export type PointView = z.infer<typeof PointView>

const POINT_NAME = /^[a-z0-9-]{1,40}$/
export const InvitePointInput = z.strictObject({
  /** Slug of a resource server that guards itself. */
  server: z.string().regex(POINT_NAME, 'lower-case letters, digits and hyphens, 40 at most'),
  /** One for each of its processes; left out: as the server. Begins with the server's. */
  point: z.string().regex(POINT_NAME, 'lower-case letters, digits and hyphens, 40 at most').optional(),
})
/** What a server enrols itself with, once. It is shown now and kept nowhere. */
export const PointInvitationView = z.object({ name: z.string(), resource: z.url(), code: z.string(), expires_at: z.iso.datetime() })
export type PointInvitationView = z.infer<typeof PointInvitationView>
export const PointIdInput = z.object({ pointId: idField<'enforcement_point'>() })

export const HOOKS_MAX = 20
/** An address that a hook answers at. What signs in stands in no address: the call is signed, and that is enough. */
const HookUrlField = z
  .url({ protocol: /^https?$/, error: 'not an http(s) address' })
  .max(500)
  .refine((raw) => {
    // What is no address at all was refused by the line above; the checks go on all the same.
    if (!URL.canParse(raw)) return false
    const { username, password, hash } = new URL(raw)
    return username === '' && password === '' && hash === ''
  }, 'must hold no name, no password and no fragment')
export const AddHookInput = z.strictObject({ name: textField(2, 60), url: HookUrlField, modes: z.array(z.enum(MODES)).min(1).max(MODES.length).default(['suspend', 'quarantine', 'kill']) })
export const HookIdInput = z.object({ hookId: idField<'runtime_hook'>() })
export const HookView = z.object({
  id: z.string(),
  name: z.string(),
  /** Without its query. */
  url: z.string(),
  modes: z.array(z.enum(MODES)),
  created: z.object({ by: z.string(), at: z.iso.datetime() }),
})
export type HookView = z.infer<typeof HookView>
