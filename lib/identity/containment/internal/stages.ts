import type { ContainmentOrder } from '@/generated/prisma/client'
import type { Tx } from '@/lib/db/transaction'
import { isWide, type Grain, type Stage } from '../contract'

type Order = Pick<ContainmentOrder, 'grain' | 'mode' | 'liftedAt'>

/**
 * What restoring an order does next. What has privileges comes back with those that only read, and in full from there;
 * a run, a tool or a server has none of its own, and comes back at once. What is killed does not.
 */
export function nextStage({ grain, mode, liftedAt }: Order): Stage | null {
  if (liftedAt !== null || mode === 'kill') return null
  return mode === 'strip' || ['run', 'tool', 'tool_server'].includes(grain) ? 'full' : 'read_only'
}

/** What many people's agents depend on is never restored by one signature, nor what is half-way back by two. */
export const isStaged = ({ grain, followsId }: Pick<ContainmentOrder, 'grain' | 'followsId'>): boolean => isWide(grain as Grain) || followsId !== null

/** Who gave the order, or the one that its read-only stage follows: none of them reviews its restoring. */
export async function whoHalted(tx: Pick<Tx, 'containmentOrder'>, order: ContainmentOrder): Promise<Set<string>> {
  const first = order.followsId ? await tx.containmentOrder.findFirst({ where: { id: order.followsId, tenantId: order.tenantId } }) : order
  return new Set([first?.orderedBy, first?.confirmedBy].flatMap((id) => id ?? []))
}
