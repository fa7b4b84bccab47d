import { z } from 'zod'
import { idField, textField } from '@/lib/kernel/fields'

/** Receivers of one company, and so streams: each has one. */
export const RECEIVERS_MAX = 20

export const STREAM_STATES = ['enabled', 'paused', 'disabled'] as const
export const DELIVERIES = ['push', 'poll'] as const

export const AddReceiverInput = z.strictObject({ name: textField(2, 60) })
export const ReceiverIdInput = z.object({ receiverId: idField<'signal_receiver'>() })
export const PauseReceiverInput = z.object({ receiverId: idField<'signal_receiver'>(), reason: textField(3, 200) })

/** A receiver's stream; it is set up by the receiver itself, and paused by either side. */
export const StreamSummary = z.object({
  id: z.string(),
  delivery: z.enum(DELIVERIES),
  /** Without its query; null for one that asks. */
  endpoint: z.string().nullable(),
  events: z.array(z.string()),
  status: z.enum(STREAM_STATES),
  reason: z.string().nullable(),
  /** The administrator who paused it; null: it did so itself, or is not paused. */
  held_by: z.string().nullable(),
  waiting: z.number().int(),
  /** When a verification event was last acknowledged; and asked for. */
  verified_at: z.iso.datetime().nullable(),
  verify_asked_at: z.iso.datetime().nullable(),
  polled_at: z.iso.datetime().nullable(),
  /** Why the last push did not come through, while that is so. */
  problem: z.string().nullable(),
})
export type StreamSummary = z.infer<typeof StreamSummary>

export const ReceiverView = z.object({
  /** Its OAuth client_id, and the audience of what it is told. */
  id: z.string(),
  name: z.string(),
  created: z.object({ by: z.string(), at: z.iso.datetime() }),
  /** Null: it has not set one up, and is told of nothing. */
  stream: StreamSummary.nullable(),
})
export type ReceiverView = z.infer<typeof ReceiverView>

/** What a receiver signs in with. The secret is shown now and kept nowhere. */
export const NewReceiverView = z.object({
  id: z.string(),
  name: z.string(),
  configuration: z.url(),
  token_endpoint: z.url(),
  client_id: z.string(),
  client_secret: z.string(),
})
export type NewReceiverView = z.infer<typeof NewReceiverView>

/** One receiver on an order's board: told, which is not enforced. */
export const ToldView = z.object({
  id: z.string(),
  name: z.string(),
  delivery: z.enum(DELIVERIES),
  /** `skipped`: it asked for none of these events. */
  state: z.enum(['waiting', 'acknowledged', 'failed', 'skipped']),
  events: z.number().int(),
  acknowledged: z.number().int(),
  /** From the order's commit to the last acknowledgement. */
  ms: z.number().nullable(),
  ended_at: z.iso.datetime().nullable(),
  /** Why not yet, or why not. */
  detail: z.string().nullable(),
})
export type ToldView = z.infer<typeof ToldView>
