import type { Tx } from '@/lib/db/transaction'
import type { OrderView } from '../contract'

const STATES = ['waiting', 'confirmed', 'failed'] as const

/** What each order's hooks have answered so far, by the order's id. */
export async function hooksOf(tx: Pick<Tx, 'runtimeHook' | 'runtimeHookCall'>, orderIds: readonly string[]): Promise<Map<string, OrderView['hooks']>> {
  const calls = await tx.runtimeHookCall.findMany({ where: { orderId: { in: [...orderIds] } } })
  if (calls.length === 0) return new Map()
  const hooks = await tx.runtimeHook.findMany({ where: { id: { in: calls.map(({ hookId }) => hookId) } }, orderBy: { name: 'asc' } })
  return new Map(
    orderIds.map((orderId) => [
      orderId,
      hooks.flatMap(({ id, name }) =>
        calls
          .filter((call) => call.orderId === orderId && call.hookId === id)
          .map(({ state, attempts, ms, endedAt, detail }) => ({ id, name, state: STATES.find((one) => one === state) ?? 'waiting', attempts, ms, ended_at: endedAt?.toISOString() ?? null, detail })),
      ),
    ]),
  )
}
