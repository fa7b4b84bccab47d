import { ok } from '@/lib/kernel/result'
import { StreamIdInput } from './contract'
import { aboutStream, findStream } from './internal/find-stream'
import { command } from './internal/tables'

/** Nothing leaves by it any more, and what it signed in with there is gone. What has arrived is not ours to take back. */
export const removeStream = command({
  name: 'ledger.stream.remove',
  input: StreamIdInput,
  resource: (tx, { streamId }, actor) => findStream(tx, actor, streamId),
  act: async (tx, { resource }) => {
    await tx.ledgerStream.update({ where: { id: resource.id }, data: { removedAt: new Date(), secretSealed: null } })
    return ok({ value: {}, ...aboutStream(resource), detail: { position: resource.position.toString(), delivered: Number(resource.delivered) } })
  },
})
