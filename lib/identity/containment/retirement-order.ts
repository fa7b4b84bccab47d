import { read, type Tx } from '@/lib/db/transaction'
import { newId, type OrderId, type TenantId } from '@/lib/kernel/ids'
import type { Actor } from '../actor'
import type { OrderView } from './contract'
import { coverageOf, type Coverage } from './coverage'
import { askHooks } from './internal/ask-hooks'
import { orderViews } from './internal/order-views'
import { tellOthers } from './internal/tell-others'
import { writeOrder } from './internal/write-order'

type Raw = Pick<Tx, '$queryRaw' | '$executeRaw'>
export type Confirmations = Pick<OrderView, 'points' | 'hooks'>

/** What the end of an agent stops: what a halt of it alone would. */
export const retirementCoverage = (tx: Pick<Raw, '$queryRaw'>, tenantId: TenantId, agentId: string): Promise<Coverage | null> => coverageOf(tx, tenantId, { grain: 'agent', agentId: agentId as never }, { withHops: true })

/**
 * Stops an agent for good, in the transaction that retires it: nothing more is issued, tokens from before are dead,
 * enforcement points and the runtime hooks for killing are told. It opens no incident: nothing has gone wrong.
 *
 * INVARIANT: called under `lockContainment`, with a coverage that was read under it.
 */
export async function orderRetirement(tx: Raw, actor: Actor, coverage: Coverage, reason: string): Promise<{ orderId: OrderId; epoch: number }> {
  const id = newId<'containment_order'>()
  const { epoch } = await writeOrder(tx, actor, { id, coverage, terms: { mode: 'kill', scopes: [], endpoint: null, until: null }, reason, grain: 'retirement' })
  await askHooks(tx, actor, { id, mode: 'kill' })
  await tellOthers(tx, actor, id)
  return { orderId: id, epoch }
}

/** Who has confirmed an order so far, points and hooks. */
export const confirmationsOf = (tenantId: TenantId, orderId: string): Promise<Confirmations> =>
  read(tenantId, async (tx) => {
    const order = await tx.containmentOrder.findFirst({ where: { id: orderId, tenantId } })
    const [view] = order ? await orderViews(tx, [order]) : []
    return { points: view?.points ?? [], hooks: view?.hooks ?? [] }
  })

/** The runtime hooks that are told of such an order. */
export const hooksTold = (tx: Pick<Tx, 'runtimeHook'>, tenantId: TenantId): Promise<{ id: string; name: string }[]> =>
  tx.runtimeHook.findMany({ where: { tenantId, removedAt: null, modes: { has: 'kill' } }, select: { id: true, name: true }, orderBy: { name: 'asc' } })

/** Tells a hook once more, that was given up. */
export async function askHookAgain(tx: Pick<Raw, '$executeRaw'>, { tenantId, orderId, hookId }: { tenantId: TenantId; orderId: string; hookId: string }): Promise<void> {
  await tx.$executeRaw`
    update runtime_hook_call set state = 'waiting', attempts = 0, next_at = now(), ended_at = null, ms = null
    where order_id = ${orderId}::uuid and hook_id = ${hookId}::uuid and tenant_id = ${tenantId}::uuid and state = 'failed'`
}
