import { hotTransaction } from '@/lib/db/hot'
import type { TenantId } from '@/lib/kernel/ids'

const NAMED_MAX = 5

/** The files of archives alone in which entries of this time are; what is taken together from the database would be without them. */
export async function archivedBetween(tenantId: TenantId, from: Date, until: Date): Promise<{ count: number; files: string[] }> {
  const { rows } = await hotTransaction(tenantId, (client) =>
    client.query<{ count: number; files: string[] | null }>(
      `select count(*)::int as count, (array_agg(file order by first_position))[1:${NAMED_MAX}] as files from ledger_archive where tenant_id = $1 and removed_at is not null and occurred_until >= $2 and occurred_from <= $3`,
      [tenantId, from, until],
    ),
  )
  return { count: rows[0]?.count ?? 0, files: rows[0]?.files ?? [] }
}

/** Why there is no pack: one without these entries would seem whole. */
export const inArchiveAlone = (what: string, { count, files }: { count: number; files: readonly string[] }): string =>
  `${what} reaches back to entries that have left the database: they are in ${count === 1 ? 'the archive' : `${count} archives`} ${files.join(', ')}${count > files.length ? ' and more' : ''}, which \`lanyard verify\` checks by itself`
