import { lockContainment } from '@/lib/db/epoch'
import { isOfSample } from '@/lib/db/is-of-sample'
import { Fault } from '@/lib/kernel/fault'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Change } from '../ledger/append'
import { isHeldByIncident } from '../incidents'
import type { Separated, WrongState } from '../refusals'
import { RestoreInput, type OrderView } from './contract'
import { readCovered } from './internal/covered'
import { liftOrder } from './internal/lift-order'
import { findHalt } from './internal/find-halt'
import { subjectOf } from './internal/ledger-of'
import { orderViews } from './internal/order-views'
import { isStaged } from './internal/stages'
import { command } from './internal/tables'

/**
 * Lifts an order; never by the one who gave it, and only with their passkey's proof. What it covered works again unless another order covers it too,
 * with new tokens only: those from before the order's epoch stay dead for ever, and agents must ask anew.
 */
export const restore = command({
  name: 'containment.restore',
  input: RestoreInput,
  lock: (tx, actor) => lockContainment(tx, actor.tenantId),
  resource: async (tx, { orderId }, actor) => {
    const order = await findHalt(tx, actor, orderId)
    return order && { ...order, held: await isHeldByIncident(tx, order.id), isSample: await isOfSample(tx, actor.tenantId) }
  },
  guard: {
    // The sample's made-up people have no passkeys, and its agents reach nothing but the sample.
    when: (_input, { isSample }) => !isSample,
    words: (_tx, { actor, input, resource: order }): Result<string, Separated | WrongState> => {
      const barred = whyNot(actor, order)
      if (barred) return refuse(barred)
      const below = Math.max(0, readCovered(order.covered).agents.length - 1)
      const rest = below === 0 ? '' : below === 1 ? ' and one agent below it' : ` and ${below} agents below it`
      return ok(`Restore ${order.targetName}${rest}, halted by ${order.orderedByName}, because “${input.reason}”`)
    },
  },
  act: async (tx, { actor, input, resource: order }): Promise<Result<Change & { value: OrderView }, Separated | WrongState>> => {
    const barred = whyNot(actor, order)
    if (barred) return refuse(barred)
    const { epoch } = await liftOrder(tx, actor, order.id, input.reason)
    const [view] = await orderViews(tx, [await tx.containmentOrder.findUniqueOrThrow({ where: { id: order.id } })])
    if (!view) throw new Fault('restored order has no view')
    return ok({
      value: view,
      ...subjectOf(order),
      causeId: order.id,
      chain: readCovered(order.covered).agents.map(({ id }) => id),
      purpose: input.reason,
      detail: { order_id: order.id, epoch, ...(order.isSample ? { exempt_from_passkey: 'sample' } : {}) },
    })
  },
})

type Order = { grain: string; mode: string; liftedAt: Date | null; orderedBy: string; orderedByKind: string; followsId: string | null; held: boolean }

function whyNot(actor: Actor, order: Order): Separated | WrongState | null {
  if (order.mode === 'kill') return { code: 'wrong_state', state: 'killed' }
  if (order.liftedAt !== null) return { code: 'wrong_state', state: 'lifted' }
  if (order.held) return { code: 'wrong_state', state: 'held_by_its_incident' }
  if (isStaged(order)) return { code: 'separated', rule: 'restored_in_stages' }
  return order.orderedByKind === actor.kind && order.orderedBy === actor.id ? { code: 'separated', rule: 'who_halted_does_not_restore' } : null
}
