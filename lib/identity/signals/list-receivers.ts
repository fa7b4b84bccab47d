import { z } from 'zod'
import type { ReceiverView } from './contract'
import { receiverViews } from './internal/receiver-views'
import { query } from './internal/tables'

/** The receivers there are, by name, each with its stream. */
export const listReceivers = query({
  name: 'signals.receiver.list',
  input: z.object({}),
  answer: async (tx, { actor }): Promise<ReceiverView[]> =>
    receiverViews(tx, await tx.signalReceiver.findMany({ where: { tenantId: actor.tenantId, removedAt: null }, orderBy: { name: 'asc' } })),
})
