import { announceOrder } from '@/lib/db/order-changes'
import { Fault } from '@/lib/kernel/fault'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Separated, WrongState } from '../refusals'
import { ExplainOrderInput, type OrderView } from './contract'
import { findHalt } from './internal/find-halt'
import { subjectOf } from './internal/ledger-of'
import { orderViews } from './internal/order-views'
import { command } from './internal/tables'

/** Gives the reason of an order, which is asked for after the click. Once: what was said then is not said anew later. */
export const explainOrder = command({
  name: 'containment.explain',
  input: ExplainOrderInput,
  resource: (tx, { orderId }, actor) => findHalt(tx, actor, orderId),
  act: async (tx, { actor, input, resource: order }): Promise<Result<Change & { value: OrderView }, Separated | WrongState>> => {
    const isTheirs = order.orderedByKind === actor.kind && order.orderedBy === actor.id
    const isAdmin = actor.kind === 'person' && actor.role === 'admin'
    if (!isTheirs && !isAdmin) return refuse({ code: 'separated', rule: 'only_who_ordered_or_admin_explains' })
    if (order.reason !== null) return refuse({ code: 'wrong_state', state: 'explained' })
    const explained = await tx.containmentOrder.update({ where: { id: order.id }, data: { reason: input.reason } })
    await announceOrder(tx, order.id)
    const [view] = await orderViews(tx, [explained])
    if (!view) throw new Fault('explained order has no view')
    return ok({
      value: view,
      ...subjectOf(order),
      causeId: order.id,
      purpose: input.reason,
      detail: { order_id: order.id, epoch: Number(order.epoch) },
    })
  },
})
