import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { hashOf, isCode, type LinkKind } from './one-time-code'

export type TakenLink = { tenant_id: string; person_id: string | null }

/**
 * Uses a link up; null for one that is unknown, used, replaced or too old. One statement decides, so of any number of
 * uses at once one wins. If the caller's transaction rolls back, the link was not used.
 */
export async function takeLink(tx: Pick<Tx, '$queryRaw'>, kind: LinkKind, code: string, now: Date): Promise<TakenLink | null> {
  if (!isCode(code)) return null
  const rows = await tx.$queryRaw`
    update one_time_link set used_at = ${now}
    where token_hash = ${hashOf(code)} and kind = ${kind} and used_at is null and expires_at > ${now}
    returning tenant_id::text, person_id::text`
  return asRows<TakenLink>(rows)[0] ?? null
}
