import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import { RequestIdInput, type HaltRequestView } from './contract'
import { requestView, stateOf } from './internal/request-view'
import { command } from './internal/tables'

/** Takes back what waits for a second administrator, or turns it down. */
export const cancelHalt = command({
  name: 'containment.cancel',
  input: RequestIdInput,
  resource: (tx, { requestId }, actor) => tx.containmentRequest.findFirst({ where: { id: requestId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, resource: request }): Promise<Result<Change & { value: HaltRequestView }, WrongState>> => {
    const state = stateOf(request)
    if (state !== 'waiting') return refuse({ code: 'wrong_state', state })
    const cancelled = await tx.containmentRequest.update({ where: { id: request.id }, data: { cancelledAt: new Date(), cancelledByName: actor.name } })
    return ok({ value: requestView(cancelled, null), subject: { kind: 'containment_request', id: request.id, name: request.targetName }, detail: { request_id: request.id } })
  },
})
