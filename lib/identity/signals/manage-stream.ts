import type { SignalStream } from '@/generated/prisma/client'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Conflict } from '../refusals'
import { aboutReceiver, findReceiver } from './internal/find-receiver'
import { ownStream } from './internal/own-stream'
import { dropWaiting } from './internal/queue'
import { shownUrl } from './internal/shown-url'
import { command } from './internal/tables'
import { ChangeStreamInput, CreateStreamInput, StreamIdInput } from './stream-contract'

type Done<R = never> = Promise<Result<Change & { value: SignalStream }, R>>
type Shape = { delivery: string; endpointUrl: string | null; eventsRequested: readonly string[] }
const told = ({ delivery, endpointUrl, eventsRequested }: Shape) => ({ delivery, ...(endpointUrl === null ? {} : { url: shownUrl(endpointUrl) }), events: [...new Set(eventsRequested)] })

/** Sets up a receiver's one stream; it is enabled, and for every subject. */
export const createStream = command({
  name: 'signals.stream.create',
  input: CreateStreamInput,
  resource: async (tx, { receiverId }, actor) => {
    const found = await findReceiver(tx, actor, receiverId)
    return found && { ...found, last: await tx.signalStream.findFirst({ where: { receiverId: found.id, tenantId: actor.tenantId }, orderBy: { createdAt: 'desc' } }) }
  },
  act: async (tx, { actor, input: { receiverId, authorizationSealed = null, ...input }, resource }): Done<Conflict> => {
    if (resource.stream) return refuse({ code: 'conflict', detail: 'there is a stream already: change it, or delete it first' })
    // What an administrator paused stays so: a new stream is no way around it.
    const held = resource.last?.heldByName ? { status: 'paused', statusReason: resource.last.statusReason, heldByName: resource.last.heldByName } : {}
    const value = await tx.signalStream.create({ data: { id: newId(), tenantId: actor.tenantId, receiverId, authorizationSealed, ...input, eventsRequested: [...new Set(input.eventsRequested)], ...held } })
    return ok({ value, ...aboutReceiver(resource), detail: { stream_id: value.id, ...told(input) } })
  },
})

/** Gives a stream another configuration. What waits is delivered by the new one. */
export const changeStream = command({
  name: 'signals.stream.change',
  input: ChangeStreamInput,
  resource: (tx, input, actor) => ownStream(tx, actor, input),
  act: async (tx, { input: { receiverId: _, streamId, authorizationSealed, ...input }, resource }): Done => {
    const value = await tx.signalStream.update({
      where: { id: streamId },
      data: { ...input, eventsRequested: [...new Set(input.eventsRequested)], ...(authorizationSealed === undefined ? {} : { authorizationSealed }), pushAttempts: 0, pushNextAt: new Date(), pushProblem: null },
    })
    return ok({ value, ...aboutReceiver(resource), detail: { stream_id: value.id, ...told(input) } })
  },
})

/** Ends a stream. What was still waiting for it ends as failed. */
export const deleteStream = command({
  name: 'signals.stream.delete',
  input: StreamIdInput,
  resource: (tx, input, actor) => ownStream(tx, actor, input),
  act: async (tx, { resource }): Done => {
    const value = await tx.signalStream.update({ where: { id: resource.stream.id }, data: { deletedAt: new Date() } })
    await dropWaiting(tx, value.id, 'the receiver deleted its stream before it acknowledged')
    return ok({ value, ...aboutReceiver(resource), detail: { stream_id: value.id } })
  },
})
