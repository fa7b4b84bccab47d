import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import { ReceiverIdInput } from './contract'
import { aboutReceiver, findReceiver } from './internal/find-receiver'
import { queueVerification } from './internal/queue'
import { command } from './internal/tables'

/** Sends a receiver a verification event; that it acknowledged it is seen in the list. */
export const verifyReceiver = command({
  name: 'signals.receiver.verify',
  input: ReceiverIdInput,
  resource: (tx, { receiverId }, actor) => findReceiver(tx, actor, receiverId),
  act: async (tx, { resource }): Promise<Result<Change & { value: Record<string, never> }, WrongState>> => {
    const { stream } = resource
    if (stream?.status !== 'enabled') return refuse({ code: 'wrong_state', state: stream?.status ?? 'without_stream' })
    await tx.signalStream.update({ where: { id: stream.id }, data: { verifyAskedAt: new Date() } })
    await queueVerification(tx, stream, null)
    return ok({ value: {}, ...aboutReceiver(resource), detail: { stream_id: stream.id } })
  },
})
