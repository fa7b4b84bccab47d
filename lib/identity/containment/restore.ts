import { lockContainment } from '@/lib/db/epoch'
import { Fault } from '@/lib/kernel/fault'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Separated, WrongState } from '../refusals'
import { RestoreInput, type OrderView } from './contract'
import { readCovered } from './internal/covered'
import { liftOrder } from './internal/lift-order'
import { findHalt } from './internal/find-halt'
import { orderViews } from './internal/order-views'
import { command } from './internal/tables'

/**
 * Lifts an order; never by the one who gave it. What it covered works again unless another order covers it too,
 * with new tokens only: those from before the order's epoch stay dead for ever, and agents must ask anew.
 */
export const restore = command({
  name: 'containment.restore',
  input: RestoreInput,
  lock: (tx, actor) => lockContainment(tx, actor.tenantId),
  resource: (tx, { orderId }, actor) => findHalt(tx, actor, orderId),
  act: async (tx, { actor, input, resource: order }): Promise<Result<Change & { value: OrderView }, Separated | WrongState>> => {
    if (order.liftedAt !== null) return refuse({ code: 'wrong_state', state: 'lifted' })
    if (order.orderedByKind === actor.kind && order.orderedBy === actor.id)
      return refuse({ code: 'separated', rule: 'who_halted_does_not_restore' })
    const { epoch } = await liftOrder(tx, actor, order.id, input.reason)
    const [view] = await orderViews(tx, [await tx.containmentOrder.findUniqueOrThrow({ where: { id: order.id } })])
    if (!view) throw new Fault('restored order has no view')
    return ok({
      value: view,
      subject: { kind: 'agent', id: order.targetId, name: order.targetName },
      agentId: order.targetId,
      chain: readCovered(order.covered).agents.map(({ id }) => id),
      purpose: input.reason,
      detail: { order_id: order.id, epoch },
    })
  },
})
