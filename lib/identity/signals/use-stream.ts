import type { SignalStream } from '@/generated/prisma/client'
import { digestOf } from '@/lib/kernel/canonical-json'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Invalid, Separated, WrongState } from '../refusals'
import { aboutReceiver } from './internal/find-receiver'
import { ownStream } from './internal/own-stream'
import { dropWaiting, queueVerification } from './internal/queue'
import { command } from './internal/tables'
import { StreamStatusInput, SubjectInput, SUBJECTS_MAX, VERIFY_EVERY_SECONDS, VerifyStreamInput } from './stream-contract'

/** Enables, pauses (what comes is held) or disables (nothing comes, and what waited is dropped) a stream. */
export const setStreamStatus = command({
  name: 'signals.stream.set_status',
  input: StreamStatusInput,
  resource: (tx, input, actor) => ownStream(tx, actor, input),
  act: async (tx, { input: { status, reason }, resource }): Promise<Result<Change & { value: SignalStream }, Separated>> => {
    const { stream } = resource
    if (stream.heldByName !== null) return refuse({ code: 'separated', rule: 'an_administrator_paused_it' })
    const value = await tx.signalStream.update({
      where: { id: stream.id },
      data: { status, statusReason: reason, ...(status === 'enabled' ? { pushAttempts: 0, pushNextAt: new Date() } : {}) },
    })
    if (status === 'disabled') await dropWaiting(tx, stream.id, 'the receiver disabled its stream before it acknowledged')
    return ok({ value, ...aboutReceiver(resource), detail: { stream_id: stream.id, status } })
  },
})

/** Adds or removes a subject. A stream has every subject but those that were removed; orders from now on. */
export const setSubject = command({
  name: 'signals.stream.subject',
  input: SubjectInput,
  resource: async (tx, input, actor) => {
    const own = await ownStream(tx, actor, input)
    return own && { ...own, removed: await tx.signalSubject.count({ where: { streamId: own.stream.id } }) }
  },
  act: async (tx, { actor, input: { subject, wanted }, resource }): Promise<Result<Change & { value: null }, Invalid>> => {
    const [streamId, digest] = [resource.stream.id, digestOf(subject)]
    if (wanted) await tx.signalSubject.deleteMany({ where: { streamId, digest } })
    else {
      if (resource.removed >= SUBJECTS_MAX) return refuse({ code: 'invalid', fields: { subject: `${SUBJECTS_MAX} are removed already` } })
      const row = { tenantId: actor.tenantId, subject: JSON.parse(JSON.stringify(subject)) as object }
      await tx.signalSubject.upsert({ where: { streamId_digest: { streamId, digest } }, create: { streamId, digest, ...row }, update: {} })
    }
    return ok({ value: null, ...aboutReceiver(resource), detail: { stream_id: streamId, subject: JSON.stringify(subject), wanted } })
  },
})

/** A receiver asks for a verification event, with a value that it gets back. */
export const verifyStream = command({
  name: 'signals.stream.verify',
  input: VerifyStreamInput,
  resource: (tx, input, actor) => ownStream(tx, actor, input),
  act: async (tx, { input: { state }, resource }): Promise<Result<Change & { value: null }, WrongState>> => {
    const { stream } = resource
    if (stream.status !== 'enabled') return refuse({ code: 'wrong_state', state: stream.status })
    const now = new Date()
    if (stream.verifyAskedAt && now.getTime() - stream.verifyAskedAt.getTime() < VERIFY_EVERY_SECONDS * 1_000) return refuse({ code: 'wrong_state', state: 'verified_a_moment_ago' })
    await tx.signalStream.update({ where: { id: stream.id }, data: { verifyAskedAt: now } })
    await queueVerification(tx, stream, state)
    return ok({ value: null, ...aboutReceiver(resource), detail: { stream_id: stream.id } })
  },
})
