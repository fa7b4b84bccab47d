import { Prisma } from '@/generated/prisma/client'
import type { z } from 'zod'
import type { Tx } from '@/lib/db/transaction'
import { UNREAD_KEPT_MAX, UnreadPart, type EndRunInput, type RunTotals } from '../contract'

const { sql } = Prisma

/**
 * Marks what this run did not see, though it looked where it was. What could not be read this time is not gone: nobody
 * knows. Where more could not be read than is kept, nothing is taken for gone.
 */
export async function goneFrom(tx: Pick<Tx, '$executeRaw'>, run: { id: string; sourceId: string; unread: unknown }, seen: z.output<typeof EndRunInput>['seen'], totals: RunTotals): Promise<number> {
  const unread = UnreadPart.array().catch([]).parse(run.unread)
  if (seen === 'part' || totals.unread > UNREAD_KEPT_MAX) return 0
  const files = unread.map(({ path }) => path)
  // A folder that could not be read hides all that is below it.
  const hidden = sql`(path = any(${files}::text[]) or exists (select from unnest(${files}::text[]) f where starts_with(path, f || '/') or f = '.'))`
  const looked = seen === 'all' ? sql`true` : sql`path = any(${seen.files}::text[])`
  await tx.$executeRaw`update discovery_credential set gone_at = now() where source_id = ${run.sourceId}::uuid and gone_at is null and last_run_id <> ${run.id}::uuid and ${looked} and not ${hidden}`
  return tx.$executeRaw`update discovery_item set gone_at = now() where source_id = ${run.sourceId}::uuid and gone_at is null and last_run_id <> ${run.id}::uuid and ${looked} and not ${hidden}`
}
