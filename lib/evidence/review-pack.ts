import { z } from 'zod'
import type { NoteSigner } from '@/lib/tlog'
import { Entry } from './entry'
import { openPack, PACKED, packWriter, zipPack, type PackFiles, type PackFilesFault, type PackWriter } from './pack-files'

const KIND = 'lanyard-review-pack/v1'
const ITEMS = 'items.jsonl'

const PackManifest = z.strictObject({
  kind: z.literal(KIND),
  ...PACKED,
  review: z.strictObject({ id: z.string(), name: z.string(), launched_at: z.iso.datetime(), due_at: z.iso.datetime(), items: z.number().int() }),
})
export type PackManifest = z.infer<typeof PackManifest>

/** A finished review as one file: its items, the record of it with its proofs, and a signed list of both. */
export const writePack = (files: PackFiles, about: Omit<PackManifest, 'kind' | 'origin' | 'files' | 'vkey'>, signer: NoteSigner): Uint8Array => zipPack<PackManifest>(files, { kind: KIND, ...about }, signer)

/** The same, written a part at a time: of a review of a hundred thousand nothing holds all of it. */
export const reviewPackWriter = (about: Omit<PackManifest, 'kind' | 'origin' | 'files' | 'vkey'>, signer: NoteSigner, take: (part: Uint8Array) => void): PackWriter => packWriter<PackManifest>({ kind: KIND, ...about }, signer, take)

export type PackFault = PackFilesFault | { code: 'item_not_in_record'; agent: string } | { code: 'item_differs'; agent: string; recorded: string; said: string }
export type PackCheck = { ok: true; value: { manifest: PackManifest; entries: number; size: number } } | { ok: false; fault: PackFault }

/**
 * Whether a pack is, file by file, what the log's key signed for; the record in it is in the log; and each decision in
 * it is the one that the record says was applied. Needs the pack and the key: no database and no network.
 */
export async function verifyPack(zip: Uint8Array, trusted: readonly string[]): Promise<PackCheck> {
  const opened = await openPack(zip, PackManifest, trusted)
  if (!opened.ok) return opened
  const { manifest, linesIn, ledger, record } = opened.value
  const items = linesIn(ITEMS)
  if (items === null) return { ok: false, fault: { code: 'not_a_pack' } }
  const compared = comparison()
  for (const line of ledger) compared.entry(line)
  for (const line of items) compared.item(line)
  const fault = compared.fault()
  return fault ? { ok: false, fault } : { ok: true, value: { manifest, entries: record.manifest.count, size: record.checkpoint.size } }
}

const Item = z.object({ id: z.string(), agent: z.object({ name: z.string() }), decision: z.object({ what: z.string(), removes: z.array(z.string()) }).nullable(), outcome_by: z.string().nullable(), effect: z.object({ state: z.string() }).nullable() })
const Applied = z.object({ item: z.string(), decision: z.string(), removes: z.array(z.string()), outcome_by: z.string(), effect: z.string() })
type Decided = z.infer<typeof Applied>

const inWords = ({ decision, removes, outcome_by, effect }: Omit<Decided, 'item'>): string => [decision, ...(removes.length > 0 ? [`of ${[...removes].sort().join(', ')}`] : []), `by ${outcome_by}`, effect].join(' ')

type Said = { agent: string; said: string }
export type Comparison = Readonly<{ entry: (line: string) => void; item: (line: string) => void; fault: () => Extract<PackFault, { code: 'item_not_in_record' | 'item_differs' }> | null }>

/** Each item's decision and effect must be those that the record says of it last: told line by line, of both in any order. */
export function comparison(): Comparison {
  const recorded = new Map<string, string>()
  const items = new Map<string, Said>()
  return {
    entry(line) {
      const { action, detail } = Entry.parse(JSON.parse(line))
      const applied = action === 'reviews.item.apply' ? Applied.safeParse(detail) : null
      if (applied?.success) recorded.set(applied.data.item, inWords(applied.data))
    },
    item(line) {
      const item = Item.parse(JSON.parse(line))
      items.set(item.id, { agent: item.agent.name, said: inWords({ decision: item.decision?.what ?? 'nothing', removes: item.decision?.removes ?? [], outcome_by: item.outcome_by ?? 'nobody', effect: item.effect?.state ?? 'nothing' }) })
    },
    fault() {
      for (const [id, { agent, said }] of items) {
        const record = recorded.get(id)
        if (record === undefined) return { code: 'item_not_in_record', agent }
        if (said !== record) return { code: 'item_differs', agent, recorded: record, said }
      }
      return null
    },
  }
}
