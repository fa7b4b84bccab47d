import { z } from 'zod'
import { EXPORT_FORMATS } from '@/lib/kernel/export-formats'
import { HASH_BYTES, HashBuffer, type NoteSigner, type NoteVerifier } from '@/lib/tlog'
import { decodePositions } from './positions'
import { openSigned, writeSigned, type ManifestFault } from './signed-json'

export type { ManifestFault } from './signed-json'

/** How much of a line's hash the manifest keeps. It tells lines apart; that nothing was changed, `sha256` shows. */
export const LINE_MARK_BYTES = 8
/** One export holds no more, so that whoever writes and whoever verifies it can do so in little memory. */
export const EXPORT_ENTRIES_MAX = 1_000_000
export const PROOF_HASHES_MAX = 1_000_000

const KIND = 'lanyard-export/v1'
const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/)
const count = z.number().int().nonnegative()

/** What an export says of itself, beside its file. Every list is in the order of the file's lines. */
const Manifest = z.strictObject({
  kind: z.literal(KIND),
  /** The log's name, as its checkpoints have it. */
  origin: z.string().min(1).max(300),
  format: z.enum(EXPORT_FORMATS),
  filter: z.record(z.string(), z.string()),
  exported_at: z.iso.datetime(),
  exported_by: z.string(),
  /** There: the record of the sample company, whose people and agents are made up. */
  sample: z.literal(true).optional(),
  /** Fields of an entry, or columns of a table. */
  columns: z.array(z.string()),
  /** The first line of the file, where it is not an entry. */
  header: z.string().nullable(),
  count: count.max(EXPORT_ENTRIES_MAX),
  file: z.strictObject({ bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  /** Places in the log (`encodePositions`). */
  positions: base64,
  /** The first bytes of SHA-256(0x00 || line) of each line. */
  lines: base64,
  /** Leaf hashes of the entries; null where a line is the entry itself, so that its hash is that of its leaf. */
  leaves: base64.nullable(),
  /** Hashes of the subtrees between the entries (`multiproofRanges`), up to the head of `checkpoint`. */
  proof: base64,
  /** The signed head that the export is under (C2SP tlog-checkpoint). */
  checkpoint: z.string(),
  /** That the log of `from` entries is the beginning of this one; for whoever kept that log's head. */
  consistency: z.strictObject({ from: count, hashes: base64 }).nullable(),
  /** The log's key, for information: whoever verifies has it from somewhere else. */
  vkey: z.string(),
})
export type Manifest = z.infer<typeof Manifest>

/** The manifest as a file, signed (`writeSigned`). */
export const writeManifest = (manifest: Omit<Manifest, 'kind'>, signer: NoteSigner): string => writeSigned({ kind: KIND, ...manifest }, signer)

export type OpenedManifest = {
  manifest: Manifest
  verifier: NoteVerifier
  positions: Float64Array
  marks: Buffer
  leaves: HashBuffer | null
  proof: HashBuffer
  consistency: { from: number; hashes: HashBuffer } | null
}
/** A manifest that one of the trusted keys has signed, with its lists read. Nothing of an unsigned one is used. */
export function openManifest(text: string, trusted: readonly string[]): { ok: true; value: OpenedManifest } | { ok: false; fault: ManifestFault } {
  const opened = openSigned(text, Manifest, trusted)
  if (!opened.ok) return opened
  const { manifest, verifier } = opened.value
  const lists = listsOf(manifest)
  return lists ? { ok: true, value: { manifest, verifier, ...lists } } : { ok: false, fault: { code: 'not_a_manifest' } }
}

function listsOf(manifest: Manifest): Omit<OpenedManifest, 'manifest' | 'verifier'> | null {
  const positions = decodePositions(manifest.positions, manifest.count)
  const marks = Buffer.from(manifest.lines, 'base64')
  const leaves = manifest.leaves === null ? null : hashes(manifest.leaves)
  const proof = hashes(manifest.proof)
  const path = manifest.consistency && hashes(manifest.consistency.hashes)
  if (!positions || !proof || marks.length !== manifest.count * LINE_MARK_BYTES) return null
  if (manifest.leaves !== null && leaves?.length !== manifest.count) return null
  if ((manifest.format === 'jsonl') !== (manifest.leaves === null) || (manifest.consistency && !path)) return null
  return { positions, marks, leaves, proof, consistency: manifest.consistency && path ? { from: manifest.consistency.from, hashes: path } : null }
}

function hashes(text: string): HashBuffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length % HASH_BYTES === 0 ? new HashBuffer(bytes) : null
}
