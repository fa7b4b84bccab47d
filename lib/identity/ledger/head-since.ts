import type { TenantId } from '@/lib/kernel/ids'
import { consistencyOf } from './internal/multiproof'
import { publishedHead, type PublishedHead } from './read-log'

/** The newest head, and what shows the head of `from` entries to be an earlier one of it; null where the log has fewer. */
export async function headSince(tenantId: TenantId, from: number): Promise<{ head: PublishedHead; hashes: Buffer[] | null } | null> {
  const head = await publishedHead(tenantId)
  if (!head) return null
  return { head, hashes: from <= head.size ? await consistencyOf(tenantId, from, head.size) : null }
}
