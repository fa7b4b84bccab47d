import { ok, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import { ReceiverIdInput } from './contract'
import { aboutReceiver, findReceiver } from './internal/find-receiver'
import { dropWaiting } from './internal/queue'
import { command } from './internal/tables'

/** Removes a receiver: its credential opens nothing from now on. What it was told stays on the orders' boards; what it was still owed ends as failed. */
export const removeReceiver = command({
  name: 'signals.receiver.remove',
  input: ReceiverIdInput,
  resource: (tx, { receiverId }, actor) => findReceiver(tx, actor, receiverId),
  act: async (tx, { resource }): Promise<Result<Change & { value: Record<string, never> }, never>> => {
    const now = new Date()
    await tx.signalReceiver.update({ where: { id: resource.id }, data: { removedAt: now } })
    if (resource.stream) {
      await tx.signalStream.update({ where: { id: resource.stream.id }, data: { deletedAt: now } })
      await dropWaiting(tx, resource.stream.id, 'the receiver was removed before it acknowledged')
    }
    return ok({ value: {}, ...aboutReceiver(resource) })
  },
})
