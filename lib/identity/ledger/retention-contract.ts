import { z } from 'zod'
import { pageOf, PageInput, textField } from '@/lib/kernel/fields'

/** Half a year: no log may be kept for less. The database says the same. */
export const RETENTION_DAYS_MIN = 183
export const RETENTION_DAYS_MAX = 36_525

export const SetRetentionInput = z.object({ days: z.coerce.number().int().min(RETENTION_DAYS_MIN, `must be ${RETENTION_DAYS_MIN} days (half a year) at least`).max(RETENTION_DAYS_MAX) })
export const HoldInput = z.object({ reason: textField(3, 200) })

export const RetentionView = z.object({
  days: z.number().int(),
  minimum: z.number().int(),
  /** While there is one, nothing leaves the database. */
  hold: z.object({ reason: z.string(), by: z.string(), at: z.iso.datetime() }).nullable(),
  /** Incidents that are open: what happened in the 90 days before one was opened, and since, stays. */
  open_incidents: z.number().int(),
  /** Streams that have not got past entries which are old enough to leave: these wait for them. */
  waits_for: z.array(z.string()),
  /** When the oldest entry in the database happened; null: there is none. */
  oldest_at: z.iso.datetime().nullable(),
  /** In files: all of them, and those that are in files alone. */
  archived: z.object({ files: z.number().int(), entries: z.number().int(), removed: z.number().int() }),
  /** What is wrong with files, in words; while it is, their entries stay in the database. */
  problems: z.array(z.object({ file: z.string(), problem: z.string() })),
})
export type RetentionView = z.infer<typeof RetentionView>

export const ListArchivesInput = PageInput
export const ArchiveView = z.object({
  id: z.string(),
  /** Below the folder for archives; with its manifest beside it, as FILE.manifest.json. */
  file: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  manifest_sha256: z.string(),
  entries: z.number().int(),
  first_position: z.number().int(),
  last_position: z.number().int(),
  occurred_from: z.iso.datetime(),
  occurred_until: z.iso.datetime(),
  archived_at: z.iso.datetime(),
  /** When it was last read and found to be what was written; null: not found so since. */
  checked_at: z.iso.datetime().nullable(),
  problem: z.string().nullable(),
  /** Since when its entries are in this file alone; null: they are in the database, too. */
  removed_at: z.iso.datetime().nullable(),
})
export type ArchiveView = z.infer<typeof ArchiveView>
export const ArchivePage = pageOf(ArchiveView)

/** An entry that has left the database: its place in the log, and the file that it is in. */
export const ArchivedEventView = z.object({
  id: z.string(),
  leaf: z.object({ position: z.string(), leaf_hash: z.string(), chain_hash: z.string(), sealed_at: z.iso.datetime() }),
  archive: ArchiveView,
})
export type ArchivedEventView = z.infer<typeof ArchivedEventView>
