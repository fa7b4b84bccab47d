import type { SignalReceiver } from '@/generated/prisma/client'
import type { Tx } from '@/lib/db/transaction'
import { DELIVERIES, STREAM_STATES, type ReceiverView } from '../contract'
import { shownUrl } from './shown-url'

export async function receiverViews(tx: Pick<Tx, 'signalStream' | 'signalEvent'>, receivers: readonly SignalReceiver[]): Promise<ReceiverView[]> {
  const streams = await tx.signalStream.findMany({ where: { receiverId: { in: receivers.map(({ id }) => id) }, deletedAt: null } })
  const waiting = await tx.signalEvent.groupBy({ by: ['streamId'], where: { streamId: { in: streams.map(({ id }) => id) }, state: 'waiting' }, _count: true })
  return receivers.map(({ id, name, createdByName, createdAt }) => {
    const stream = streams.find(({ receiverId }) => receiverId === id)
    return {
      id,
      name,
      created: { by: createdByName, at: createdAt.toISOString() },
      stream: stream
        ? {
            id: stream.id,
            delivery: DELIVERIES.find((one) => one === stream.delivery) ?? 'poll',
            endpoint: stream.endpointUrl === null ? null : shownUrl(stream.endpointUrl),
            events: stream.eventsRequested,
            status: STREAM_STATES.find((one) => one === stream.status) ?? 'disabled',
            reason: stream.statusReason,
            held_by: stream.heldByName,
            waiting: waiting.find(({ streamId }) => streamId === stream.id)?._count ?? 0,
            verified_at: stream.verifiedAt?.toISOString() ?? null,
            verify_asked_at: stream.verifyAskedAt?.toISOString() ?? null,
            polled_at: stream.polledAt?.toISOString() ?? null,
            problem: stream.pushProblem,
          }
        : null,
    }
  })
}
