import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Invalid } from '../refusals'
import { AddReceiverInput, RECEIVERS_MAX, type NewReceiverView } from './contract'
import { aboutReceiver } from './internal/find-receiver'
import { command } from './internal/tables'

export type ReceiverSettings = {
  issuer: string
  /** The OAuth client secret of a receiver, the same whenever it is asked for: it lies in no table. */
  receiverSecret: (receiverId: string) => string
}

/** Makes a receiver of shared signals: an OAuth client that may set up a stream of its own, and nothing else. */
export const addReceiver = ({ issuer, receiverSecret }: ReceiverSettings) =>
  command({
    name: 'signals.receiver.add',
    input: AddReceiverInput,
    resource: async (tx, _input, actor) => ({
      tenantId: actor.tenantId,
      names: (await tx.signalReceiver.findMany({ where: { tenantId: actor.tenantId, removedAt: null }, select: { name: true } })).map(({ name }) => name.toLowerCase()),
    }),
    act: async (tx, { actor, input: { name }, resource: { names } }): Promise<Result<Change & { value: NewReceiverView }, Invalid>> => {
      if (names.includes(name.toLowerCase())) return refuse({ code: 'invalid', fields: { name: 'is the name of another receiver' } })
      if (names.length >= RECEIVERS_MAX) return refuse({ code: 'invalid', fields: { name: `there are ${RECEIVERS_MAX} already: remove one first` } })
      const id = newId<'signal_receiver'>()
      await tx.signalReceiver.create({ data: { id, tenantId: actor.tenantId, name, createdByName: actor.name } })
      const value = { id, name, configuration: `${issuer}/.well-known/ssf-configuration`, token_endpoint: `${issuer}/oauth/token`, client_id: id, client_secret: receiverSecret(id) }
      return ok({ value, ...aboutReceiver({ id, name }) })
    },
  })
