import { createHash } from 'node:crypto'
import { z } from 'zod'
import { leafHash, type NoteSigner } from '@/lib/tlog'
import { Entry } from './entry'
import { openPack, PACKED, zipPack, type PackFiles, type PackFilesFault } from './pack-files'

export const DRAW_KIND = 'lanyard-audit-draw/v1'
const EVENTS = 'events.jsonl'

const count = z.number().int().nonnegative()
const Manifest = z.strictObject({
  kind: z.literal(DRAW_KIND),
  ...PACKED,
  draw: z.strictObject({
    id: z.string(),
    /** The entries with the lowest SHA-256 of `seed:leaf hash in hex` were drawn, in that order. */
    seed: z.string(),
    filter: z.record(z.string(), z.string()),
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    /** Entries of the log that it was drawn from, and how many of them the filter meant. */
    size: count,
    population: count,
    events: count,
    marked: count,
    not_followed: count,
    drawn_at: z.iso.datetime(),
    drawn_by: z.string(),
  }),
})
export type DrawManifest = z.infer<typeof Manifest>
/** What a line of the events says at least. */
const Event = z.object({ number: count, position: z.string(), leaf_hash: z.string().regex(/^[0-9a-f]{64}$/), event: z.object({ id: z.string() }) })
export type DrawnEvent = z.infer<typeof Event>

/** A sample of the record as one file: its events with what was found of each, and their part of the record with its proofs. */
export const writeDrawPack = (files: PackFiles, about: Omit<DrawManifest, 'kind' | 'origin' | 'files' | 'vkey'>, signer: NoteSigner): Uint8Array => zipPack<DrawManifest>(files, { kind: DRAW_KIND, ...about }, signer)

export type DrawFault = PackFilesFault | { code: 'event_not_in_record' | 'event_differs' | 'not_its_draw'; number: number }
export type DrawCheck = { ok: true; value: { manifest: DrawManifest; size: number } } | { ok: false; fault: DrawFault }

/**
 * Whether a sample is, file by file, what the log's key signed for; each of its events is in the log; and they stand in
 * the order that the seed gives. That no other entry should have been drawn instead is shown by drawing again.
 */
export async function verifyDraw(zip: Uint8Array, trusted: readonly string[]): Promise<DrawCheck> {
  const bad = (fault: DrawFault): DrawCheck => ({ ok: false, fault })
  const opened = await openPack(zip, Manifest, trusted)
  if (!opened.ok) return opened
  const { manifest, linesIn, ledger, record } = opened.value
  const events = linesIn(EVENTS)
  if (events === null) return bad({ code: 'not_a_pack' })
  const leaves = new Map(Array.from(ledger, (line) => [Entry.parse(JSON.parse(line)).id, leafHash(line).toString('hex')] as const))
  const { seed } = manifest.draw
  let before = ''
  let number = 0
  for (const line of events) {
    const drawn = Event.safeParse(JSON.parse(line))
    number++
    if (!drawn.success || drawn.data.number !== number) return bad({ code: 'not_its_draw', number })
    const leaf = leaves.get(drawn.data.event.id)
    if (leaf === undefined) return bad({ code: 'event_not_in_record', number })
    if (leaf !== drawn.data.leaf_hash) return bad({ code: 'event_differs', number })
    const rank = createHash('sha256').update(`${seed}:${leaf}`).digest('hex')
    if (rank < before) return bad({ code: 'not_its_draw', number })
    before = rank
  }
  return number === manifest.draw.events ? { ok: true, value: { manifest, size: record.checkpoint.size } } : bad({ code: 'not_its_draw', number: number + 1 })
}
