import type { Tx } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/ids'
import { STREAM_UPDATED, VERIFICATION } from '../events'

type Stream = { id: string; tenantId: string }

/** About the stream itself (SSF 1.0 §8.1.4): its subject is the stream. */
const queue = (tx: Pick<Tx, 'signalEvent'>, { id, tenantId }: Stream, type: string, body: Record<string, string>) =>
  tx.signalEvent.create({ data: { jti: newId(), tenantId, streamId: id, type, subject: { format: 'opaque', id }, body } })

export const queueVerification = (tx: Pick<Tx, 'signalEvent'>, stream: Stream, state: string | null) => queue(tx, stream, VERIFICATION, state === null ? {} : { state })

/** What the receiver did not do itself. */
export const queueStreamUpdated = (tx: Pick<Tx, 'signalEvent'>, stream: Stream, status: string, reason: string | null) =>
  queue(tx, stream, STREAM_UPDATED, { status, ...(reason ? { reason } : {}) })

/** What waits for a stream that is no more, or wants nothing any more. The orders' notices say so. */
export async function dropWaiting(tx: Pick<Tx, '$executeRaw'>, streamId: string, why: string): Promise<void> {
  await tx.$executeRaw`update signal_event set state = 'failed', ended_at = clock_timestamp(), detail = ${why} where stream_id = ${streamId}::uuid and state = 'waiting'`
  await tx.$executeRaw`
    update signal_notice n set state = 'failed', ended_at = clock_timestamp(), detail = ${why},
      failed = (select count(*) from signal_event e where e.order_id = n.order_id and e.stream_id = n.stream_id and e.state = 'failed')
    where n.stream_id = ${streamId}::uuid and n.state in ('due', 'waiting')`
}
