import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import { PauseStreamInput, StreamIdInput } from './contract'
import { aboutStream, findStream } from './internal/find-stream'
import { command } from './internal/tables'

type Done = Promise<Result<Change & { value: Record<string, never> }, WrongState>>

/** Nothing leaves by it until it is resumed; its place is kept. A batch that is on its way still arrives. */
export const pauseStream = command({
  name: 'ledger.stream.pause',
  input: PauseStreamInput,
  resource: (tx, { streamId }, actor) => findStream(tx, actor, streamId),
  act: async (tx, { actor, input: { reason }, resource }): Done => {
    if (resource.pausedAt) return refuse({ code: 'wrong_state', state: 'paused' })
    await tx.ledgerStream.update({ where: { id: resource.id }, data: { pausedAt: new Date(), pausedByName: actor.name, pauseReason: reason } })
    return ok({ value: {}, ...aboutStream(resource), purpose: reason, detail: { position: resource.position.toString() } })
  },
})

/** Goes on from where it was, whether somebody had paused it or it was given up. */
export const resumeStream = command({
  name: 'ledger.stream.resume',
  input: StreamIdInput,
  resource: (tx, { streamId }, actor) => findStream(tx, actor, streamId),
  act: async (tx, { resource }): Done => {
    if (!resource.pausedAt && !resource.stoppedAt) return refuse({ code: 'wrong_state', state: 'running' })
    await tx.ledgerStream.update({ where: { id: resource.id }, data: { pausedAt: null, pausedByName: null, pauseReason: null, stoppedAt: null, attempts: 0, nextAt: new Date(), problem: null } })
    return ok({ value: {}, ...aboutStream(resource), detail: { position: resource.position.toString() } })
  },
})
