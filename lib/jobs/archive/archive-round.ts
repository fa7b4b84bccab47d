import { join } from 'node:path'
import { ARCHIVE_ENTRIES_MAX, archiveLines, archivesOf, keptBecause, nextPiece, NO_GOOD_FILE, noteCheck, oldParts, recordArchive, removePart, type CheckpointSigner, type KnownArchive, type Part, type PartOfLog } from '@/lib/identity/ledger'
import { digestOf, manifestOf } from './check-archive'
import { writeArchive } from './write-archive'

export type ArchiveSettings = { folder: string; signerOf: CheckpointSigner; entriesMax?: number; /** Lines that are unpacked to find one of them. */ blockLines?: number; /** Between two files, and before anything leaves. */ isStopped?: () => boolean }
export type Archived = { part: string; files: number; entries: number; removed: number; /** Why it is still in the database. */ kept: string | null }

/**
 * What is older than the retention is written to files, and leaves the database once each file was read back. Each step
 * is begun from what is recorded: killed anywhere, it goes on there, and twice it does nothing twice.
 */
export async function archiveRound(settings: ArchiveSettings): Promise<Archived[]> {
  const done: Archived[] = []
  const all = await oldParts()
  for (const name of new Set(all.map(({ part }) => part.name))) {
    if (settings.isStopped?.()) break
    const logs = all.filter(({ part }) => part.name === name)
    const [{ part }] = logs as [PartOfLog]
    const { files, entries } = await writePart(settings, logs)
    const waiting = logs.find(({ isDue }) => !isDue)
    const removal = waiting ? null : await checkAndRemove(settings, part)
    done.push({ part: part.name, files, entries, removed: removal?.removed ?? 0, kept: waiting ? ((await keptBecause(part.name)) ?? 'it is not due') : (removal?.kept ?? null) })
  }
  return done
}

async function writePart({ folder, signerOf, entriesMax = ARCHIVE_ENTRIES_MAX, blockLines, isStopped }: ArchiveSettings, logs: readonly PartOfLog[]): Promise<{ files: number; entries: number }> {
  let [files, entries] = [0, 0]
  for (const { part, tenantId, isDue, left } of logs) {
    if (!isDue || left === 0) continue
    while (!isStopped?.()) {
      const piece = await nextPiece(tenantId, part, entriesMax)
      const lines = piece && (await archiveLines(tenantId, part.name, piece.positions, signerOf))
      if (!piece || !lines) break
      const written = await writeArchive({ folder, tenantId, part: part.name, positions: piece.positions, blockLines, ...lines })
      if (!(await recordArchive(tenantId, part, piece, written))) break
      files++
      entries += piece.positions.length
    }
  }
  return { files, entries }
}

/** Every file is read once more before the entries that it holds go. */
async function checkAndRemove({ folder, isStopped }: ArchiveSettings, part: Part): Promise<{ removed: number; kept: string | null }> {
  if (isStopped?.()) return { removed: 0, kept: null }
  const kept = await keptBecause(part.name)
  if (kept !== null && kept !== NO_GOOD_FILE) return { removed: 0, kept }
  for (const archive of await archivesOf(part)) {
    const problem = await problemOf(folder, archive)
    await noteCheck(archive, problem)
    if (problem !== null) return { removed: 0, kept: `${archive.file}: ${problem}` }
  }
  return removePart(part.name)
}

/** It was verified when it was written: these are the same bytes, or they are not. */
async function problemOf(folder: string, { file, sha256, manifestSha256 }: KnownArchive): Promise<string | null> {
  const path = join(folder, file)
  const found = await Promise.all([digestOf(path), digestOf(manifestOf(path))])
  if (found.includes(null)) return 'the file, or its manifest, is not there or cannot be read'
  return found[0] === sha256 && found[1] === manifestSha256 ? null : 'it is not the file that was recorded'
}
