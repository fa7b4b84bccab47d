import { createHash } from 'node:crypto'
import { strFromU8, strToU8, unzipSync, Zip, ZipDeflate, zipSync } from 'fflate'
import { z } from 'zod'
import type { NoteSigner } from '@/lib/tlog'
import { openSigned, writeSigned, type ManifestFault } from './signed-json'
import { verifyExport, type ExportFault, type VerifiedExport } from './verify-export'

const MANIFEST = 'pack.json'
/** What is in every pack: a part of the record, as an export like any other that verifies without the rest, too. */
export const [LEDGER, LEDGER_MANIFEST] = ['ledger.jsonl', 'ledger.jsonl.manifest.json'] as const
/** Unpacked: what a reader holds at once. */
const BYTES_MAX = 1_500_000_000

/** Fields that the manifest of every pack has. */
export const PACKED = {
  /** The log's name, whose key signs. */
  origin: z.string().min(1).max(300),
  made_at: z.iso.datetime(),
  made_by: z.string(),
  /** There: of the sample company, whose people and agents are made up. */
  sample: z.literal(true).optional(),
  files: z.array(z.strictObject({ name: z.string().regex(/^[a-z.]{1,60}$/), bytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })).max(20),
  vkey: z.string(),
}
type Packed = { kind: string } & z.infer<z.ZodObject<typeof PACKED>>
export type PackFiles = Readonly<Record<string, string | Uint8Array>>

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Files and a signed list of them, as one file. */
export function zipPack<M extends Packed>(files: PackFiles, about: Omit<M, 'origin' | 'files' | 'vkey'> & { made_at: string; kind: string }, signer: NoteSigner): Uint8Array {
  const packed = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content]))
  const listed = Object.entries(packed).map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha256(bytes) }))
  const manifest = { ...about, origin: signer.name, files: listed, vkey: signer.vkey }
  return zipSync({ ...packed, [MANIFEST]: strToU8(writeSigned(manifest, signer)) }, { mtime: new Date(about.made_at) })
}

/** A file of a pack that is written a part at a time: what it holds is never in one place. */
export type PackWriter = Readonly<{ file: (name: string) => { write: (text: string) => void; end: () => void }; whole: (name: string, content: string | Uint8Array) => void; finish: () => void }>

/** As `zipPack`, of files that are written by and by: `take` is given the pack a part at a time, and nothing is kept but what is compressed of a file whose turn has not come. */
export function packWriter<M extends Packed>(about: Omit<M, 'origin' | 'files' | 'vkey'> & { made_at: string; kind: string }, signer: NoteSigner, take: (part: Uint8Array) => void): PackWriter {
  const listed: { name: string; bytes: number; sha256: string }[] = []
  const zip = new Zip((error, part) => {
    if (error) throw error
    take(part)
  })
  const open = (name: string) => {
    const entry = new ZipDeflate(name)
    entry.mtime = new Date(about.made_at)
    zip.add(entry)
    return entry
  }
  const file: PackWriter['file'] = (name) => {
    const [entry, hash] = [open(name), createHash('sha256')]
    const counted = { name, bytes: 0, sha256: '' }
    listed.push(counted)
    const push = (bytes: Uint8Array) => {
      counted.bytes += bytes.length
      hash.update(bytes)
      entry.push(bytes)
    }
    return {
      write: (text) => push(strToU8(text)),
      end() {
        counted.sha256 = hash.digest('hex')
        entry.push(new Uint8Array(), true)
      },
    }
  }
  return {
    file,
    whole(name, content) {
      const bytes = typeof content === 'string' ? strToU8(content) : content
      listed.push({ name, bytes: bytes.length, sha256: sha256(bytes) })
      open(name).push(bytes, true)
    },
    finish() {
      open(MANIFEST).push(strToU8(writeSigned({ ...about, origin: signer.name, files: listed, vkey: signer.vkey }, signer)), true)
      zip.end()
    },
  }
}

export type PackFilesFault = ManifestFault | { code: 'not_a_pack' } | { code: 'file_differs'; file: string } | { code: 'file_not_listed'; file: string } | { code: 'ledger'; fault: ExportFault }
type Opened<M> = { manifest: M; linesIn: (name: string) => Iterable<string> | null; ledger: Iterable<string>; record: VerifiedExport }

/** A pack whose files are those that one of the trusted keys has signed for, with the part of the record in it verified. */
export async function openPack<M extends Packed>(zip: Uint8Array, shape: z.ZodType<M>, trusted: readonly string[]): Promise<{ ok: true; value: Opened<M> } | { ok: false; fault: PackFilesFault }> {
  const bad = (fault: PackFilesFault) => ({ ok: false as const, fault })
  const files = unpacked(zip)
  const signed = files?.[MANIFEST]
  if (!files || !signed) return bad({ code: 'not_a_pack' })
  const opened = openSigned(strFromU8(signed), shape, trusted)
  if (!opened.ok) return bad(opened.fault)
  const { manifest } = opened.value
  for (const { name, bytes, sha256: wanted } of manifest.files) {
    const file = files[name]
    if (file?.length !== bytes || sha256(file) !== wanted) return bad({ code: 'file_differs', file: name })
  }
  const strange = Object.keys(files).find((name) => name !== MANIFEST && manifest.files.every((file) => file.name !== name))
  if (strange !== undefined) return bad({ code: 'file_not_listed', file: strange })
  const [ledger, proofs] = [files[LEDGER], files[LEDGER_MANIFEST]]
  if (!ledger || !proofs) return bad({ code: 'not_a_pack' })
  const record = await verifyExport(once(ledger), strFromU8(proofs), trusted)
  if (!record.ok) return bad({ code: 'ledger', fault: record.fault })
  const linesIn = (name: string) => (files[name] ? linesOf(files[name]) : null)
  return { ok: true, value: { manifest, linesIn, ledger: linesOf(ledger), record: record.value } }
}

/** What a pack says of itself; it is not believed for that. Null: it is none. */
export function packKind(zip: Uint8Array): string | null {
  const signed = unpacked(zip, MANIFEST)?.[MANIFEST]
  if (!signed) return null
  try {
    const { manifest } = JSON.parse(strFromU8(signed)) as { manifest?: { kind?: unknown } }
    return typeof manifest?.kind === 'string' ? manifest.kind : null
  } catch {
    return null
  }
}

const NEWLINE = 10
/** Line by line: the text of a large file is longer than a string may be. */
function* linesOf(bytes: Uint8Array): Generator<string> {
  for (let start = 0; start < bytes.length; ) {
    const at = bytes.indexOf(NEWLINE, start)
    const end = at < 0 ? bytes.length : at
    if (end > start) yield strFromU8(bytes.subarray(start, end))
    start = end + 1
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function unpacked(zip: Uint8Array, only?: string): Record<string, Uint8Array> | null {
  let bytes = 0
  try {
    return unzipSync(zip, {
      filter: ({ originalSize, name }) => {
        if (only !== undefined && name !== only) return false
        bytes += originalSize
        if (bytes > BYTES_MAX) throw new RangeError('too large')
        return true
      },
    })
  } catch {
    return null
  }
}
