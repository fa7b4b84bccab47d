import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Checkpoint, NoteSigner } from '@/lib/tlog'
import { openCheckpoint } from '@/lib/tlog'
import { openSigned, writeSigned, type ManifestFault } from './signed-json'

export const REPORT_KIND = 'lanyard-posture-report/v1'
const LIST_MAX = 500

const Score = z.number().min(0).max(100).nullable()
const count = z.number().int().nonnegative()
const line = z.string().max(2_000)
const day = z.iso.date()
const counted = { good: count, total: count }
const Scores = z.strictObject({ identity: Score, operation: Score })
const State = z.enum(['met', 'gap', 'unknown'])

/** Where an estate stood, as one snapshot has it. Made from that snapshot and the days before it, and nothing else. */
export const PostureReport = z.strictObject({
  estate: z.strictObject({ id: z.string(), name: line, agents: count.nullable(), registered: count.nullable(), people: count.nullable() }),
  snapshot: z.strictObject({ day, taken_at: z.iso.datetime(), version: count }),
  scores: Scores,
  before: z.strictObject({ day, comparable: z.boolean(), scores: Scores }).nullable(),
  dimensions: z.array(z.strictObject({ id: z.string(), set: z.enum(['identity', 'operation']), title: line, score: Score, level: z.string().nullable(), before: Score, target: z.number(), published: z.number().nullable(), measured: count, facts: count })).max(LIST_MAX),
  trend: z.array(z.strictObject({ day, version: count, identity: Score, operation: Score })).max(LIST_MAX),
  gaps: z.array(z.strictObject({ id: z.string(), title: line, dimension: line, ...counted, threshold: z.number(), adds: z.number(), remedy: line.nullable() })).max(LIST_MAX),
  questions: z.array(z.strictObject({ title: line, ...counted })).max(LIST_MAX),
  frameworks: z
    .array(z.strictObject({ id: z.string(), title: line, note: line, source: line, controls: z.array(z.strictObject({ id: z.string(), title: line, state: z.enum(['supports', 'partly', 'gaps', 'unknown']), facts: z.array(z.strictObject({ title: line, state: State })) })).max(LIST_MAX) }))
    .max(50),
  unknown: z.array(z.strictObject({ title: line, dimension: line, needs: line })).max(LIST_MAX),
})
export type PostureReport = z.infer<typeof PostureReport>

/** The report in JSON, which says what the PDF of it is: one signature is for both. */
const Manifest = z.strictObject({
  kind: z.literal(REPORT_KIND),
  /** The log's name, whose key signs. */
  origin: z.string().min(1).max(300),
  made_at: z.iso.datetime(),
  made_by: z.string(),
  /** There: of the sample company, whose people and agents are made up. */
  sample: z.literal(true).optional(),
  report: PostureReport,
  pdf: z.strictObject({ bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  /** The newest signed head of the log when it was made (C2SP tlog-checkpoint). */
  checkpoint: z.string().nullable(),
  vkey: z.string(),
})
export type ReportManifest = z.infer<typeof Manifest>

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The report as a JSON file that is signed, and that signs for its PDF. */
export function writeReport(pdf: Uint8Array, about: Omit<ReportManifest, 'kind' | 'origin' | 'pdf' | 'vkey'>, signer: NoteSigner): string {
  const manifest: ReportManifest = { kind: REPORT_KIND, ...about, origin: signer.name, pdf: { bytes: pdf.length, sha256: sha256(pdf) }, vkey: signer.vkey }
  return writeSigned(manifest, signer)
}

export type ReportFault = ManifestFault | { code: 'pdf_differs' } | { code: 'not_in_log' }
export type ReportCheck = { ok: true; value: { manifest: ReportManifest; checkpoint: Checkpoint | null; verifier: Parameters<typeof openCheckpoint>[1]; hasPdf: boolean } } | { ok: false; fault: ReportFault }

/**
 * Whether a report is what the log's key signed for, and the PDF beside it the one that it was signed with. Needs the
 * files and the key: no database and no network.
 *
 * @param pdf null: the JSON is verified alone
 */
export function verifyReport(text: string, pdf: Uint8Array | null, trusted: readonly string[]): ReportCheck {
  const opened = openSigned(text, Manifest, trusted)
  if (!opened.ok) return { ok: false, fault: opened.fault }
  const { manifest, verifier } = opened.value
  if (pdf && (pdf.length !== manifest.pdf.bytes || sha256(pdf) !== manifest.pdf.sha256)) return { ok: false, fault: { code: 'pdf_differs' } }
  const checkpoint = manifest.checkpoint === null ? null : openCheckpoint(manifest.checkpoint, verifier)
  if (manifest.checkpoint !== null && checkpoint?.origin !== manifest.origin) return { ok: false, fault: { code: 'not_in_log' } }
  return { ok: true, value: { manifest, checkpoint, verifier, hasPdf: pdf !== null } }
}

/** Whether a signed file says of itself that it is a report; it is not believed for that. */
export function isReport(text: string): boolean {
  try {
    return (JSON.parse(text) as { manifest?: { kind?: unknown } }).manifest?.kind === REPORT_KIND
  } catch {
    return false
  }
}
