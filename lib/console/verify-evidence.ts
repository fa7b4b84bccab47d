import 'server-only'
import type { Api } from '@/lib/api/client'
import { DRAW_KIND, compareOutside, faultInWords, isCutOff, isTampering, outsideInWords, packFaultInWords, packKind, reportFaultInWords, unpacked, verifyDraw, verifyEntry, verifyExport, verifyPack, verifyReport, type DrawCheck } from '@/lib/evidence'
import { openCheckpoint, peekCheckpoint, type Checkpoint, type NoteVerifier } from '@/lib/tlog'
import type { EvidenceKind, EvidenceVerdict } from './evidence-verdict'

/** A manifest of a million entries has some forty megabytes; an entry with its proof, some kilobytes. */
const MANIFEST_BYTES_MAX = 128 * 1024 * 1024
const ENTRY_BYTES_MAX = 4 * 1024 * 1024
const REPORT_BYTES_MAX = 32 * 1024 * 1024
const PACK_BYTES_MAX = 128 * 1024 * 1024

type Upload = { kind: EvidenceKind; besideBytes: number; body: AsyncIterable<Uint8Array> }

/**
 * Verifies what somebody dropped on the page against the key of the log that they are signed in to, and against that
 * log as it is now: evidence that today's log does not begin with was kept from a log that has been taken back.
 */
export async function verifyEvidence(api: Api, { kind, besideBytes, body }: Upload): Promise<EvidenceVerdict> {
  // A pack brings its own manifest.
  if (!Number.isSafeInteger(besideBytes) || (besideBytes <= 0 && kind !== 'pack') || besideBytes > MANIFEST_BYTES_MAX) return unknown('what it is to be verified by is missing, or larger than it can be')
  const head = await api.ledger.head({})
  if (!head.ok || !head.value.checkpoint) return unknown('nothing of your log is sealed yet, so there is no key to verify with')
  const keys = [head.value.checkpoint.vkey]
  const chunks = body[Symbol.asyncIterator]()
  const { beside, rest } = await split(chunks, besideBytes)
  if (beside === null) return unknown('the upload ended before its end')

  if (kind === 'entry') {
    const entry = await textOf(rest, ENTRY_BYTES_MAX)
    if (entry === null) return unknown('it is too large to be an entry')
    const check = verifyEntry(entry, beside, keys)
    if (!check.ok) return failed(check.fault)
    const { checkpoint, position, verifier } = check.value
    return against(api, checkpoint, verifier, `the entry at position ${n(position)}, under the signed head of ${n(checkpoint.size)} entries`)
  }
  if (kind === 'pack') return packVerdict(await bytesOf(rest, PACK_BYTES_MAX), keys)
  if (kind === 'report') return reportVerdict(api, beside, await bytesOf(rest, REPORT_BYTES_MAX), keys)
  const check = await verifyExport(unpacked(rest), beside, keys).catch((thrown: unknown) => {
    if (!isCutOff(thrown)) throw thrown
    return null
  })
  if (!check) return { state: 'tampered', text: 'it is no whole gzip file: it was changed, or cut off' }
  if (!check.ok) return failed(check.fault)
  const { checkpoint, manifest, opened } = check.value
  const [first, last] = [opened.positions[0], opened.positions.at(-1)]
  const where = first === undefined || last === undefined ? '' : `, positions ${n(first)} to ${n(last)}`
  return against(api, checkpoint, opened.verifier, `${n(manifest.count)} ${manifest.count === 1 ? 'entry' : 'entries'}${where}${manifest.sample ? ' of the sample company, which is made up' : ''}, exported by ${manifest.exported_by} under the signed head of ${n(checkpoint.size)} entries`)
}

async function packVerdict(zip: Buffer | null, keys: readonly string[]): Promise<EvidenceVerdict> {
  if (zip === null) return unknown('it is larger than a pack can be')
  if (packKind(zip) === DRAW_KIND) return drawVerdict(await verifyDraw(zip, keys))
  const check = await verifyPack(zip, keys)
  if (!check.ok) return check.fault.code === 'unknown_key' ? failed(check.fault) : { state: 'tampered', text: packFaultInWords(check.fault) }
  const { manifest, entries, size } = check.value
  return { state: 'intact', text: `the review “${manifest.review.name}” with ${n(manifest.review.items)} items${manifest.sample ? ' of the sample company, which is made up' : ''}; each decision is the one that the record says was applied, in ${n(entries)} entries under the signed head of ${n(size)}`, log: manifest.origin, today: null }
}

function drawVerdict(check: DrawCheck): EvidenceVerdict {
  if (!check.ok) return check.fault.code === 'unknown_key' ? failed(check.fault) : { state: 'tampered', text: packFaultInWords(check.fault) }
  const { manifest, size } = check.value
  const { draw } = manifest
  return { state: 'intact', text: `${n(draw.events)} of ${n(draw.population)} entries${manifest.sample ? ' of the sample company, which is made up' : ''}, in the order of the seed ${draw.seed}, drawn by ${draw.drawn_by}; each is in the log under the signed head of ${n(size)} entries; ${n(draw.marked)} looked at, ${n(draw.not_followed)} not followed`, log: manifest.origin, today: null }
}

async function reportVerdict(api: Api, json: string, pdf: Buffer | null, keys: readonly string[]): Promise<EvidenceVerdict> {
  if (pdf === null) return unknown('the PDF is larger than a report can be')
  const check = verifyReport(json, pdf.length === 0 ? null : pdf, keys)
  if (!check.ok) return check.fault.code === 'unknown_key' ? failed(check.fault) : { state: 'tampered', text: reportFaultInWords(check.fault) }
  const { manifest, checkpoint, verifier, hasPdf } = check.value
  const text = `the posture of ${manifest.report.estate.name} as of ${manifest.report.snapshot.taken_at}${manifest.sample ? ', of the sample company, which is made up' : ''}, taken by ${manifest.made_by}${hasPdf ? '; the PDF is the one that it was signed with' : '; the JSON alone was looked at, and no PDF'}`
  return checkpoint ? against(api, checkpoint, verifier, text) : { state: 'intact', text, log: manifest.origin, today: null }
}

/** The log as it is now has to begin with the log that the evidence stands under. */
async function against(api: Api, checkpoint: Checkpoint, verifier: NoteVerifier, text: string): Promise<EvidenceVerdict> {
  const today = await api.ledger.consistency({ from: checkpoint.size })
  if (!today.ok) {
    if (today.refusal.code !== 'not_found') return { state: 'intact', text, log: checkpoint.origin, today: null }
    return { state: 'tampered', text: `the file is as it was exported, but your log now has fewer entries than it had then (${n(checkpoint.size)}): it was truncated, or restored from an old backup` }
  }
  const hashes = today.value.hashes.map((hash) => Buffer.from(hash, 'base64'))
  const fault = compareOutside(checkpoint, { note: today.value.checkpoint, old: { from: checkpoint.size, hashes } }, verifier, [])
  if (fault) return { state: isTampering(fault) ? 'tampered' : 'unknown', text: outsideInWords(fault) }
  const now = openCheckpoint(today.value.checkpoint, verifier) ?? peekCheckpoint(today.value.checkpoint)
  return { state: 'intact', text, log: checkpoint.origin, today: now ? `The log as it is now, of ${n(now.size)} entries, begins with it.` : null }
}

const unknown = (text: string): EvidenceVerdict => ({ state: 'unknown', text })
const failed = (fault: Parameters<typeof faultInWords>[0]): EvidenceVerdict => ({ state: isTampering(fault) ? 'tampered' : 'unknown', text: faultInWords(fault) })
const n = (value: number): string => value.toLocaleString('en')

async function split(chunks: AsyncIterator<Uint8Array>, bytes: number): Promise<{ beside: string | null; rest: AsyncIterable<Uint8Array> }> {
  const parts: Uint8Array[] = []
  let have = 0
  while (have < bytes) {
    const { done, value } = await chunks.next()
    if (done) return { beside: null, rest: following(chunks, null) }
    parts.push(value)
    have += value.length
  }
  const all = Buffer.concat(parts)
  return { beside: all.toString('utf8', 0, bytes), rest: following(chunks, all.subarray(bytes)) }
}

async function* following(chunks: AsyncIterator<Uint8Array>, first: Uint8Array | null): AsyncGenerator<Uint8Array> {
  if (first && first.length > 0) yield first
  for (let step = await chunks.next(); !step.done; step = await chunks.next()) yield step.value
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>, max: number): Promise<Buffer | null> {
  const parts: Uint8Array[] = []
  let have = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    have += chunk.length
    if (have > max) return null
  }
  return Buffer.concat(parts)
}

const textOf = async (chunks: AsyncIterable<Uint8Array>, max: number): Promise<string | null> => (await bytesOf(chunks, max))?.toString() ?? null
