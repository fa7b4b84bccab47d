import { z } from 'zod'
import { announceOrder } from '@/lib/db/order-changes'
import { asRows } from '@/lib/db/rows'
import { idField, textField } from '@/lib/kernel/fields'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import { readCovered } from './internal/covered'
import { command } from './internal/tables'

export const HOOK_JOB = 'containment.hook'

const EndHookCallInput = z.object({
  orderId: idField<'containment_order'>(),
  hookId: idField<'runtime_hook'>(),
  state: z.enum(['confirmed', 'failed']),
  detail: textField(0, 200),
})

/**
 * Keeps a hook's receipt with its time, from the order's commit to the answer, by the database's clock; or that it was
 * given up. In the ledger either way: what was not stopped has to be found, too.
 */
export const endHookCall = command({
  name: 'containment.hook.answer',
  input: EndHookCallInput,
  resource: async (tx, { orderId, hookId }, actor) => {
    const call = await tx.runtimeHookCall.findFirst({ where: { orderId, hookId, tenantId: actor.tenantId } })
    const [hook, order] = call ? await Promise.all([tx.runtimeHook.findFirst({ where: { id: hookId } }), tx.containmentOrder.findFirst({ where: { id: orderId } })]) : [null, null]
    return call && hook && order ? { tenantId: actor.tenantId, call, hook, order } : null
  },
  act: async (tx, { input: { state, detail }, resource: { call, hook, order } }): Promise<Result<Change & { value: { ms: number } }, WrongState>> => {
    const [ended] = asRows<{ ms: number }>(
      await tx.$queryRaw`
        update runtime_hook_call c set state = ${state}, ended_at = clock_timestamp(), detail = ${detail},
          ms = greatest(0, extract(epoch from clock_timestamp() - ${order.committedAt}::timestamptz) * 1000)::float8
        where c.order_id = ${call.orderId}::uuid and c.hook_id = ${call.hookId}::uuid and c.state = 'waiting' returning ms`,
    )
    if (!ended) return refuse({ code: 'wrong_state', state: call.state })
    await announceOrder(tx, order.id)
    return ok({
      value: ended,
      result: state === 'confirmed' ? 'ok' : 'failed',
      ...(state === 'failed' ? { reason: 'hook_failed' } : {}),
      subject: { kind: 'order', id: order.id, name: order.targetName },
      causeId: order.id,
      chain: readCovered(order.covered).agents.slice(0, 1).map(({ id }) => id),
      detail: { order_id: order.id, hook: hook.name, hook_id: hook.id, ms: Math.round(ended.ms), attempts: call.attempts, said: detail },
    })
  },
})
