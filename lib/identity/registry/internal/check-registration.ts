import type { Tx } from '@/lib/db/transaction'
import type { TenantId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { IdentityDocument } from '../contract'
import { nameKey } from './name-key'
import { reviewDate } from './review-date'
import { settleDocument, type SettledDocument } from './settle-document'

/** Whether a document could be registered now, and as what; problems by field. */
export async function checkRegistration(tx: Pick<Tx, 'agent' | 'toolServer' | '$queryRaw'>, tenantId: TenantId, written: IdentityDocument, now: Date): Promise<Result<SettledDocument & { nextReviewAt: Date }, Record<string, string>>> {
  const alike = await tx.agent.findFirst({ where: { tenantId, nameKey: nameKey(written.name) } })
  if (alike) return refuse({ 'document.name': alike.name === written.name ? 'is taken' : `looks like \`${alike.name}\`, which exists` })
  const settled = await settleDocument(tx, tenantId, written)
  if (!settled.ok) return settled
  const { document } = settled.value
  const nextReviewAt = reviewDate(document.next_review_at, document.risk_level, now)
  return nextReviewAt.ok ? ok({ ...settled.value, nextReviewAt: nextReviewAt.value }) : refuse({ 'document.next_review_at': nextReviewAt.refusal })
}
