import type { TenantId } from '@/lib/kernel/ids'
import { consistencyOf } from './internal/multiproof'
import { headAt, publishedHead, type PublishedHead } from './read-log'

/** The newest head, or that of `to` entries, and what shows the head of `from` to be an earlier one of it; null where it has fewer. */
export async function headSince(tenantId: TenantId, from: number, to: number | null = null): Promise<{ head: PublishedHead; hashes: Buffer[] | null } | null> {
  const head = to === null ? await publishedHead(tenantId) : await headAt(tenantId, to)
  if (!head) return null
  return { head, hashes: from <= head.size ? await consistencyOf(tenantId, from, head.size) : null }
}
