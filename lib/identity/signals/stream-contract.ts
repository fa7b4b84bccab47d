import { z } from 'zod'
import { idField } from '@/lib/kernel/fields'
import { DELIVERIES, STREAM_STATES } from './contract'

/** Who asks for these: a receiver, by its own token. It names itself alone. */
export const STREAM_JOB = 'signals.receiver'

export const SUBJECTS_MAX = 1_000
/** Between two verifications that a receiver asks for (SSF 1.0 §8.1.4.2). */
export const VERIFY_EVERY_SECONDS = 5

const receiverId = idField<'signal_receiver'>()
const StreamShape = {
  receiverId,
  delivery: z.enum(DELIVERIES),
  endpointUrl: z.string().max(500).nullable(),
  /** The header that its pushes carry, sealed; undefined: as it was. */
  authorizationSealed: z.string().max(4_000).nullable().optional(),
  eventsRequested: z.array(z.string().max(200)).max(50),
  description: z.string().max(200).nullable(),
}
export const CreateStreamInput = z.strictObject(StreamShape)
export const ChangeStreamInput = z.strictObject({ ...StreamShape, streamId: idField<'signal_stream'>() })
export const StreamIdInput = z.strictObject({ receiverId, streamId: idField<'signal_stream'>() })
export const StreamStatusInput = z.strictObject({ receiverId, streamId: idField<'signal_stream'>(), status: z.enum(STREAM_STATES), reason: z.string().max(200).nullable() })
export const VerifyStreamInput = z.strictObject({ receiverId, streamId: idField<'signal_stream'>(), state: z.string().max(400).nullable() })
export const SubjectInput = z.strictObject({ receiverId, streamId: idField<'signal_stream'>(), subject: z.record(z.string(), z.unknown()), wanted: z.boolean() })
