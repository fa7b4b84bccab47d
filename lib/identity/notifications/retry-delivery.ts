import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { DeliveryIdInput } from './contract'
import { command } from './internal/tables'

/** Has what was given up tried again, from the beginning; its receiver knows it by the same id. */
export const retryDelivery = command({
  name: 'notifications.delivery.retry',
  input: DeliveryIdInput,
  resource: (tx, { deliveryId }, actor) => tx.notificationDelivery.findFirst({ where: { id: deliveryId, tenantId: actor.tenantId } }),
  act: async (tx, { resource: { id, state, channel } }) => {
    if (state !== 'dead') return refuse<Refusal>({ code: 'wrong_state', state })
    await tx.notificationDelivery.update({ where: { id }, data: { state: 'waiting', attempts: 0, nextAt: new Date(), problem: null, endedAt: null } })
    return ok({ value: { id }, subject: { kind: 'delivery', id, name: channel } })
  },
})
