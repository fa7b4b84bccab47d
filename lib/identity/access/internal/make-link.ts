import type { Tx } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/ids'
import { linkExpiry, linkUrl, newCode, type LinkKind } from './one-time-code'

/** Links are under the authority's own address. */
export type LinkSettings = Readonly<{ issuer: string }>
type For = LinkSettings & { tenantId: string; personId: string; createdBy: string | null }

/** Makes a link for a person. Older unused ones of theirs stop working: the newest is the only one. */
export async function makeLink(tx: Pick<Tx, 'oneTimeLink'>, kind: LinkKind, { issuer, tenantId, personId, createdBy }: For, now: Date) {
  await dropLinksOf(tx, personId)
  const { code, hash } = newCode()
  const expiresAt = linkExpiry(kind, now)
  await tx.oneTimeLink.create({ data: { id: newId(), tenantId, kind, tokenHash: hash, personId, createdBy, createdAt: now, expiresAt } })
  return { url: linkUrl(issuer, kind, code), expiresAt: expiresAt.toISOString() }
}

export async function dropLinksOf(tx: Pick<Tx, 'oneTimeLink'>, personId: string): Promise<void> {
  await tx.oneTimeLink.deleteMany({ where: { personId, usedAt: null } })
}
