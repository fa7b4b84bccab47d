import { createHash } from 'node:crypto'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { z } from 'zod'
import type { NoteSigner } from '@/lib/tlog'
import { Entry } from './entry'
import { openSigned, writeSigned, type ManifestFault } from './signed-json'
import { verifyExport, type ExportFault } from './verify-export'

const KIND = 'lanyard-review-pack/v1'
const MANIFEST = 'pack.json'
/** The record of the review is an export like any other, and verifies without the rest, too. */
const [ITEMS, LEDGER, LEDGER_MANIFEST] = ['items.jsonl', 'ledger.jsonl', 'ledger.jsonl.manifest.json'] as const
/** Unpacked: a review has two thousand items at most. */
const BYTES_MAX = 256 * 1024 * 1024

const PackManifest = z.strictObject({
  kind: z.literal(KIND),
  /** The log's name, whose key signs. */
  origin: z.string().min(1).max(300),
  review: z.strictObject({ id: z.string(), name: z.string(), launched_at: z.iso.datetime(), due_at: z.iso.datetime(), items: z.number().int() }),
  made_at: z.iso.datetime(),
  made_by: z.string(),
  /** There: of the sample company, whose people and agents are made up. */
  sample: z.literal(true).optional(),
  files: z.array(z.strictObject({ name: z.string().regex(/^[a-z.]{1,60}$/), bytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })).max(20),
  vkey: z.string(),
})
export type PackManifest = z.infer<typeof PackManifest>
export type PackFiles = Readonly<Record<string, string | Uint8Array>>

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A finished review as one file: its items, the record of it with its proofs, and a signed list of both. */
export function writePack(files: PackFiles, about: Omit<PackManifest, 'kind' | 'origin' | 'files' | 'vkey'>, signer: NoteSigner): Uint8Array {
  const packed = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content]))
  const listed = Object.entries(packed).map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha256(bytes) }))
  const manifest: PackManifest = { kind: KIND, ...about, origin: signer.name, files: listed, vkey: signer.vkey }
  return zipSync({ ...packed, [MANIFEST]: strToU8(writeSigned(manifest, signer)) }, { mtime: new Date(about.made_at) })
}

export type PackFault =
  | ManifestFault
  | { code: 'not_a_pack' }
  | { code: 'file_differs'; file: string }
  | { code: 'file_not_listed'; file: string }
  | { code: 'item_not_in_record'; agent: string }
  | { code: 'item_differs'; agent: string; recorded: string; said: string }
  | { code: 'ledger'; fault: ExportFault }
export type PackCheck = { ok: true; value: { manifest: PackManifest; entries: number; size: number } } | { ok: false; fault: PackFault }

/**
 * Whether a pack is, file by file, what the log's key signed for; the record in it is in the log; and each decision in
 * it is the one that the record says was applied. Needs the pack and the key: no database and no network.
 */
export async function verifyPack(zip: Uint8Array, trusted: readonly string[]): Promise<PackCheck> {
  const bad = (fault: PackFault): PackCheck => ({ ok: false, fault })
  const files = unpacked(zip)
  const signed = files?.[MANIFEST]
  if (!files || !signed) return bad({ code: 'not_a_pack' })
  const opened = openSigned(strFromU8(signed), PackManifest, trusted)
  if (!opened.ok) return bad(opened.fault)
  const { manifest } = opened.value
  for (const { name, bytes, sha256: wanted } of manifest.files) {
    const file = files[name]
    if (file?.length !== bytes || sha256(file) !== wanted) return bad({ code: 'file_differs', file: name })
  }
  const strange = Object.keys(files).find((name) => name !== MANIFEST && manifest.files.every((file) => file.name !== name))
  if (strange !== undefined) return bad({ code: 'file_not_listed', file: strange })
  const [items, ledger, proofs] = [files[ITEMS], files[LEDGER], files[LEDGER_MANIFEST]]
  if (!items || !ledger || !proofs) return bad({ code: 'not_a_pack' })
  const record = await verifyExport(once(ledger), strFromU8(proofs), trusted)
  if (!record.ok) return bad({ code: 'ledger', fault: record.fault })
  const fault = compareItems(strFromU8(items), strFromU8(ledger))
  return fault ? bad(fault) : { ok: true, value: { manifest, entries: record.value.manifest.count, size: record.value.checkpoint.size } }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function unpacked(zip: Uint8Array): Record<string, Uint8Array> | null {
  let bytes = 0
  try {
    return unzipSync(zip, {
      filter: ({ originalSize }) => {
        bytes += originalSize
        if (bytes > BYTES_MAX) throw new RangeError('too large')
        return true
      },
    })
  } catch {
    return null
  }
}

const Item = z.object({ id: z.string(), agent: z.object({ name: z.string() }), decision: z.object({ what: z.string(), removes: z.array(z.string()) }).nullable(), outcome_by: z.string().nullable(), effect: z.object({ state: z.string() }).nullable() })
const Applied = z.object({ item: z.string(), decision: z.string(), removes: z.array(z.string()), outcome_by: z.string(), effect: z.string() })
type Decided = z.infer<typeof Applied>

const inWords = ({ decision, removes, outcome_by, effect }: Omit<Decided, 'item'>): string => [decision, ...(removes.length > 0 ? [`of ${[...removes].sort().join(', ')}`] : []), `by ${outcome_by}`, effect].join(' ')

/** Each item's decision and effect must be those that the record says of it last. Null: they are. */
export function compareItems(items: string, ledger: string): Extract<PackFault, { code: 'item_not_in_record' | 'item_differs' }> | null {
  const recorded = new Map<string, Decided>()
  for (const line of linesOf(ledger)) {
    const { action, detail } = Entry.parse(JSON.parse(line))
    const applied = action === 'reviews.item.apply' ? Applied.safeParse(detail) : null
    if (applied?.success) recorded.set(applied.data.item, applied.data)
  }
  for (const line of linesOf(items)) {
    const item = Item.parse(JSON.parse(line))
    const entry = recorded.get(item.id)
    if (!entry) return { code: 'item_not_in_record', agent: item.agent.name }
    const said = inWords({ decision: item.decision?.what ?? 'nothing', removes: item.decision?.removes ?? [], outcome_by: item.outcome_by ?? 'nobody', effect: item.effect?.state ?? 'nothing' })
    if (said !== inWords(entry)) return { code: 'item_differs', agent: item.agent.name, recorded: inWords(entry), said }
  }
  return null
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')
