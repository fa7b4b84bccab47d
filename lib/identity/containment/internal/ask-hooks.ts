import type { Writer } from '@/lib/db/plain-transaction'
import type { Actor } from '../../actor'
import type { Mode } from '../contract'
import { isDrill } from './drill-job'

/** Owes each runtime hook that is for such orders a call about this one, in the order's own transaction. A rehearsal runs in nothing that could be stopped. */
export async function askHooks(tx: Pick<Writer, '$executeRaw'>, actor: Actor, order: { id: string; mode: Mode }): Promise<void> {
  if (isDrill(actor)) return
  await tx.$executeRaw`
    insert into runtime_hook_call (order_id, hook_id, tenant_id)
    select ${order.id}::uuid, id, tenant_id from runtime_hook where tenant_id = ${actor.tenantId}::uuid and removed_at is null and ${order.mode} = any(modes)`
}
