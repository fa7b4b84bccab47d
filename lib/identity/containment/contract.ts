import { z } from 'zod'
import { idField, pageOf, PageInput, proseField } from '@/lib/kernel/fields'
import { ProofField } from '../access/contract'
import { TargetShape, needsItsTarget, GRAINS } from './target'

export { GRAINS, isWide, WIDE_GRAINS, type Grain, type Target } from './target'

export const MODES = ['suspend', 'strip', 'quarantine', 'kill'] as const
export type Mode = (typeof MODES)[number]
export const ReasonField = proseField(3, 500)
const Named = z.object({ id: z.string(), name: z.string() })

export const PreviewInput = z.object(TargetShape).superRefine(needsItsTarget)

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
  points: z.array(
    z.object({ id: z.string(), name: z.string(), connected: z.boolean(), last_lease_at: z.iso.datetime().nullable() }),
  ),
  /** In plain words: what this does not stop. */
  not_covered: z.array(z.string()),
  snapshot_digest: z.string(),
  as_of: z.iso.datetime(),
})
export type CoverageView = z.infer<typeof CoverageView>

export const HaltInput = z
  .strictObject({
    ...TargetShape,
    reason: ReasonField.optional(),
  })
  .superRefine(needsItsTarget)
export type HaltInput = z.output<typeof HaltInput>
export const ExplainOrderInput = z.object({ orderId: idField<'containment_order'>(), reason: ReasonField })
export const RestoreInput = z.object({ orderId: idField<'containment_order'>(), reason: ReasonField, proof: ProofField })
export const OrderIdInput = z.object({ orderId: idField<'containment_order'>() })
export const ListOrdersInput = PageInput.extend({ agentId: idField<'agent'>().optional(), active: z.stringbool().optional() })

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
  committed_at: z.iso.datetime(),
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
  lifted: z.object({ at: z.iso.datetime(), by: z.string(), reason: z.string() }).nullable(),
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

export const PointView = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  state: z.enum(['connected', 'lease_expired', 'never_connected', 'revoked']),
  enrolled_at: z.iso.datetime(),
  last_lease_at: z.iso.datetime().nullable(),
})
export type PointView = z.infer<typeof PointView>
