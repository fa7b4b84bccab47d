import { HASH_BYTES, HashBuffer, leafHashInto, multiproofRoot, openCheckpoint, type Checkpoint } from '@/lib/tlog'
import { digestHere, type Digest } from './digest'
import { findFault, type LineFault } from './find-fault'
import { LINE_MARK_BYTES, openManifest, type Manifest, type ManifestFault, type OpenedManifest } from './manifest'
import { LineTooLong, readLines } from './read-lines'

/** Lines beyond those of the manifest that are counted: what is packed small may be endless. */
const LINES_OVER_MAX = 100_000

export type ExportFault =
  | ManifestFault
  | LineFault
  | { code: 'header_changed' }
  | { code: 'file_changed' }
  | { code: 'line_too_long'; line: number }
  | { code: 'not_in_log' }
export type VerifiedExport = { manifest: Manifest; opened: OpenedManifest; checkpoint: Checkpoint; lines: HashBuffer }
export type ExportCheck = { ok: true; value: VerifiedExport } | { ok: false; fault: ExportFault; manifest: Manifest | null }

/**
 * Whether a file is, byte for byte, what the log's key signed for, and every entry of it is in the log under the signed
 * head. Needs the file, its manifest and the key: no database and no network.
 *
 * @param trusted keys of logs (C2SP signed-note `vkey`s) that whoever asks has from elsewhere
 * @param digest of the file as a whole: `digestBeside` makes it in a thread of its own
 */
export async function verifyExport(chunks: AsyncIterable<Uint8Array>, manifestText: string, trusted: readonly string[], digest: Digest = digestHere()): Promise<ExportCheck> {
  try {
    return await verified(chunks, manifestText, trusted, digest)
  } finally {
    digest.close()
  }
}

async function verified(chunks: AsyncIterable<Uint8Array>, manifestText: string, trusted: readonly string[], digest: Digest): Promise<ExportCheck> {
  const opening = openManifest(manifestText, trusted)
  if (!opening.ok) return { ok: false, fault: opening.fault, manifest: null }
  const opened = opening.value
  const { manifest } = opened
  const bad = (fault: ExportFault): ExportCheck => ({ ok: false, fault, manifest })
  const headerLines = manifest.header === null ? 0 : 1

  const { lines, read } = readLines(chunks, digest)
  const hashes = new HashBuffer()
  const marks = new MarkList()
  const hash = Buffer.alloc(HASH_BYTES)
  let [number, header] = [0, null as Buffer | null]
  try {
    reading: for await (const some of lines)
      for (const line of some) {
        number++
        if (number <= headerLines) {
          header = Buffer.from(line)
          continue
        }
        leafHashInto(line, hash, 0)
        marks.push(hash)
        if (hashes.length < manifest.count) hashes.push(hash)
        if (number > headerLines + manifest.count + LINES_OVER_MAX) break reading
      }
  } catch (thrown) {
    if (thrown instanceof LineTooLong) return bad({ code: 'line_too_long', line: number + 1 })
    throw thrown
  }
  if (manifest.header !== null && header?.toString() !== manifest.header) return bad({ code: 'header_changed' })
  const fault = findFault(marks.bytes, opened.marks, opened.positions, headerLines)
  if (fault) return bad(fault)
  if (read.bytes !== manifest.file.bytes || (await digest.hex()) !== manifest.file.sha256) return bad({ code: 'file_changed' })

  const checkpoint = openCheckpoint(manifest.checkpoint, opened.verifier)
  if (checkpoint?.origin !== manifest.origin) return bad({ code: 'not_in_log' })
  const root = multiproofRoot(opened.leaves ?? hashes, opened.positions, checkpoint.size, opened.proof)
  if (!root?.equals(checkpoint.root)) return bad({ code: 'not_in_log' })
  return { ok: true, value: { manifest, opened, checkpoint, lines: hashes } }
}

/** The marks of lines, side by side; longer than the manifest's when lines were added. */
class MarkList {
  #bytes = Buffer.alloc(1_024 * LINE_MARK_BYTES)
  #used = 0

  push(hash: Buffer): void {
    if (this.#used === this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2)
    this.#used += hash.copy(this.#bytes, this.#used, 0, LINE_MARK_BYTES)
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#used)
  }
}
