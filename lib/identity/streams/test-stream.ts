import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import { StreamIdInput } from './contract'
import { aboutStream, findStream } from './internal/find-stream'
import { command } from './internal/tables'

/** Has the worker send one line that is no entry, whether the stream runs or not; what came of it stands in the list. */
export const testStream = command({
  name: 'ledger.stream.test',
  input: StreamIdInput,
  resource: (tx, { streamId }, actor) => findStream(tx, actor, streamId),
  act: async (tx, { resource }): Promise<Result<Change & { value: Record<string, never> }, WrongState>> => {
    if (resource.testAskedAt && !resource.testEndedAt) return refuse({ code: 'wrong_state', state: 'testing' })
    await tx.ledgerStream.update({ where: { id: resource.id }, data: { testAskedAt: new Date(), testEndedAt: null, testProblem: null } })
    return ok({ value: {}, ...aboutStream(resource) })
  },
})
