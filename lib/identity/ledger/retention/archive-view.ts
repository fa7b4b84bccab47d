import type { LedgerArchive } from '@/generated/prisma/client'
import type { ArchiveView } from '../retention-contract'

export const toArchiveView = (row: LedgerArchive): ArchiveView => ({
  id: row.id,
  file: row.file,
  bytes: Number(row.bytes),
  sha256: row.sha256,
  manifest_sha256: row.manifestSha256,
  entries: row.entries,
  first_position: Number(row.firstPosition),
  last_position: Number(row.lastPosition),
  occurred_from: row.occurredFrom.toISOString(),
  occurred_until: row.occurredUntil.toISOString(),
  archived_at: row.archivedAt.toISOString(),
  checked_at: row.checkedAt?.toISOString() ?? null,
  problem: row.problem,
  removed_at: row.removedAt?.toISOString() ?? null,
})
