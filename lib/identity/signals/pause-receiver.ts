import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import { PauseReceiverInput, ReceiverIdInput } from './contract'
import { aboutReceiver, findReceiver } from './internal/find-receiver'
import { queueStreamUpdated } from './internal/queue'
import { command } from './internal/tables'

type Done = Promise<Result<Change & { value: Record<string, never> }, WrongState>>

/** Holds what a receiver would be told, until it is resumed; the receiver is told that, and cannot resume it. */
export const pauseReceiver = command({
  name: 'signals.receiver.pause',
  input: PauseReceiverInput,
  resource: (tx, { receiverId }, actor) => findReceiver(tx, actor, receiverId),
  act: async (tx, { actor, input: { reason }, resource }): Done => {
    const { stream } = resource
    if (stream?.status !== 'enabled') return refuse({ code: 'wrong_state', state: stream?.status ?? 'without_stream' })
    await tx.signalStream.update({ where: { id: stream.id }, data: { status: 'paused', statusReason: reason, heldByName: actor.name } })
    await queueStreamUpdated(tx, stream, 'paused', reason)
    return ok({ value: {}, ...aboutReceiver(resource), purpose: reason, detail: { stream_id: stream.id } })
  },
})

/** Lets a receiver have what was held, and what comes. */
export const resumeReceiver = command({
  name: 'signals.receiver.resume',
  input: ReceiverIdInput,
  resource: (tx, { receiverId }, actor) => findReceiver(tx, actor, receiverId),
  act: async (tx, { resource }): Done => {
    const { stream } = resource
    if (stream?.status !== 'paused' || stream.heldByName === null) return refuse({ code: 'wrong_state', state: stream?.status ?? 'without_stream' })
    await tx.signalStream.update({ where: { id: stream.id }, data: { status: 'enabled', statusReason: null, heldByName: null, pushAttempts: 0, pushNextAt: new Date() } })
    await queueStreamUpdated(tx, stream, 'enabled', null)
    return ok({ value: {}, ...aboutReceiver(resource), detail: { stream_id: stream.id } })
  },
})
