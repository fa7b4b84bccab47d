import { plainTransaction } from '@/lib/db/plain-transaction'
import { newId, type TenantId } from '@/lib/kernel/ids'
import { refuse } from '@/lib/kernel/result'
import { playbooksForOrders } from '../incidents'
import { coverageOf } from './coverage'

/**
 * Connects a process to what a halt goes through, and has that planned, by asking what a halt of nobody would reach: one that
 * finds neither takes three times as long. Nothing is written or locked.
 */
export async function readyToHalt(tenantId: TenantId): Promise<void> {
  await plainTransaction(tenantId, async (tx) => {
    await Promise.all([coverageOf(tx, tenantId, { grain: 'sub_tree', agentId: newId<'agent'>() }, { withHops: false }), playbooksForOrders(tx, tenantId)])
    return refuse({ code: 'nothing_to_do' as const })
  })
}
