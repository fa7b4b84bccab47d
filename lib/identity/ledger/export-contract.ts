import { z } from 'zod'
import { EXPORT_FORMATS } from '@/lib/kernel/export-formats'
import { idField } from '@/lib/kernel/fields'
import { ListEventsInput } from './contract'

/** The filter of the list that is shown, and what it is to leave as. */
export const ExportInput = ListEventsInput.omit({ cursor: true, limit: true }).extend({
  format: z.enum(EXPORT_FORMATS),
  show: z.enum(['calls', 'all']).default('all'),
  /** What is recorded of one access review; with no other filter. */
  review: idField<'review_campaign'>().optional(),
  /** The events of one sample, with their outcomes; with no other filter. */
  draw: idField<'audit_draw'>().optional(),
  /** `cosigned`: no entry beyond the newest head that a witness has cosigned. */
  as_far_as: z.enum(['signed', 'cosigned']).default('signed'),
  /** Entries of a log whose head somebody kept: the manifest then proves that log to be the beginning of this one. */
  from: z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).optional(),
})

const SizeField = z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)
/** `head_size`: entries of an earlier signed head, in place of the newest. */
export const ConsistencyInput = z.object({ from: SizeField, head_size: SizeField.optional() })

/** That the log of `from` entries is the beginning of the log under `checkpoint` (RFC 9162 §2.1.4). */
export const ConsistencyView = z.object({
  from: z.number().int(),
  /** SHA-256 hashes in base64. */
  hashes: z.array(z.string()),
  checkpoint: z.string(),
  size: z.number().int(),
  vkey: z.string(),
})
export type ConsistencyView = z.infer<typeof ConsistencyView>
