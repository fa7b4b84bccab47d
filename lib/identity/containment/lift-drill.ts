import { lockContainment } from '@/lib/db/epoch'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import { OrderIdInput } from './contract'
import { DRILL_JOB } from './internal/drill-job'
import { findHalt } from './internal/find-halt'
import { subjectOf } from './internal/ledger-of'
import { liftOrder } from './internal/lift-order'
import { command } from './internal/tables'

/** Lifts what a drill ordered, and nothing that anybody else did: restoring what people halted is for people. */
export const liftDrill = command({
  name: 'containment.drill.lift',
  input: OrderIdInput,
  lock: (tx, actor) => lockContainment(tx, actor.tenantId),
  resource: async (tx, { orderId }, actor) => {
    const order = await findHalt(tx, actor, orderId)
    return order?.orderedByKind === 'job' && order.orderedBy === DRILL_JOB ? order : null
  },
  act: async (tx, { actor, resource: order }): Promise<Result<Change & { value: number }, WrongState>> => {
    if (order.liftedAt !== null) return refuse({ code: 'wrong_state', state: 'lifted' })
    const { epoch } = await liftOrder(tx, actor, order.id, 'the drill is over')
    return ok({ value: epoch, ...subjectOf(order), causeId: order.id, purpose: 'the drill is over', detail: { order_id: order.id, epoch } })
  },
})
