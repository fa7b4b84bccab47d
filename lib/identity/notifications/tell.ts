import type { Topic } from '@/lib/db/outbox'
import { hotTransaction } from '@/lib/db/hot'
import type { TenantId } from '@/lib/kernel/ids'
import { findConcerned } from './internal/find-concerned'
import { writeNotices } from './internal/notice'

/**
 * Writes down whom an event concerns, from the rows as they are now: what was answered or decided meanwhile is nobody's
 * to do any more. Carried out again it adds nothing.
 */
export async function tellOf({ tenantId, topic, key }: { tenantId: TenantId; topic: Topic; key: string }): Promise<void> {
  await hotTransaction(tenantId, async (client) => writeNotices(client, tenantId, await findConcerned(client, { tenantId, topic, key })))
}
