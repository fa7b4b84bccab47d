import { hotTransaction } from '@/lib/db/hot'
import { lockContainment } from '@/lib/db/epoch'
import { trustedId, type TenantId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import { OrderIdInput } from './contract'
import { findHalt } from './internal/find-halt'
import { liftOrder } from './internal/lift-order'
import { command } from './internal/tables'

const ORDERS_MAX = 100

const expire = command({
  name: 'containment.expire',
  input: OrderIdInput,
  lock: (tx, actor) => lockContainment(tx, actor.tenantId),
  resource: (tx, { orderId }, actor) => findHalt(tx, actor, orderId),
  act: async (tx, { actor, resource: order }): Promise<Result<Change & { value: number }, WrongState>> => {
    if (order.liftedAt !== null) return refuse({ code: 'wrong_state', state: 'lifted' })
    if (order.until === null || order.until > new Date()) return refuse({ code: 'wrong_state', state: 'in_force' })
    const reason = `its time was over at ${order.until.toISOString()}`
    const { epoch } = await liftOrder(tx, actor, order.id, reason)
    return ok({ value: epoch, subject: { kind: 'order', id: order.id, name: order.targetName }, causeId: order.id, purpose: reason, detail: { order_id: order.id, epoch } })
  },
})

/**
 * Lifts the orders whose time is over, as anybody else's lifting is: with an epoch of its own, told to every point.
 * Until it has run an order is in force, so that whoever is late is late on the safe side; of several processes one
 * lifts. Tokens from before stay dead.
 */
export async function expireOrders(): Promise<void> {
  const due = await hotTransaction('system', (client) =>
    client.query<{ id: string; tenant_id: string }>(
      'select id, tenant_id from containment_order where until <= now() and until is not null and lifted_at is null order by until limit $1',
      [ORDERS_MAX],
    ),
  )
  for (const { id, tenant_id } of due.rows) {
    const tenantId: TenantId = trustedId<'tenant'>(tenant_id)
    await expire({ kind: 'job', tenantId, id: 'containment.until', name: 'its own end' }, { orderId: id })
  }
}
