import { z } from 'zod'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import { StreamIdInput } from './contract'
import { aboutStream, findStream } from './internal/find-stream'
import { command } from './internal/tables'

export const STREAM_JOB = 'ledger.stream'

/** Gives a stream up, by who delivers; it goes on from its place when an administrator resumes it. */
export const stopStream = command({
  name: 'ledger.stream.stop',
  input: StreamIdInput.extend({ problem: z.string().max(200) }),
  resource: (tx, { streamId }, actor) => findStream(tx, actor, streamId),
  act: async (tx, { input: { problem }, resource }): Promise<Result<Change & { value: Record<string, never> }, WrongState>> => {
    if (resource.stoppedAt) return refuse({ code: 'wrong_state', state: 'stopped' })
    await tx.ledgerStream.update({ where: { id: resource.id }, data: { stoppedAt: new Date(), problem } })
    return ok({ value: {}, ...aboutStream(resource), purpose: problem, detail: { position: resource.position.toString(), attempts: resource.attempts } })
  },
})
