import { isOfSample } from '@/lib/db/is-of-sample'
import { asRows } from '@/lib/db/rows'
import { read, transaction } from '@/lib/db/transaction'
import { writeReport } from '@/lib/evidence'
import { writePosturePdf } from '@/lib/evidence/posture-pdf'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import { decide } from '../access/decide'
import { recordDenial } from '../command'
import { append, publishedHead, type CheckpointSigner } from '../ledger'
import { toInvalid, type Refusal } from '../refusals'
import { ReportInput, type ReportFiles } from './contract'
import { snapshotsUpTo } from './internal/read-posture'
import { reportOf } from './internal/report-of'

const NAME = 'posture.report'

/**
 * Where the estate stood, as a PDF and a signed JSON of it: what they say is that of one snapshot, whoever asks and
 * whenever. Who takes it is recorded, as of any export. A verb of its own shape: a PDF is drawn in no transaction.
 */
export function reportPosture({ signerOf }: { signerOf: CheckpointSigner }) {
  const run = async (actor: Actor, raw: unknown): Promise<Result<ReportFiles, Refusal>> => {
    const parsed = ReportInput.safeParse(raw)
    if (!parsed.success) return refuse(toInvalid(parsed.error))
    const denied = decide(actor, NAME, actor)
    if (denied) {
      await recordDenial(actor, NAME, denied)
      return refuse(denied)
    }
    const { tenantId } = actor
    const day = parsed.data.day ?? null
    const found = await read(tenantId, async (tx) => {
      const [tenant] = asRows<{ name: string }>(await tx.$queryRaw`select name from tenant where id = ${tenantId}::uuid`)
      return { name: tenant?.name ?? '', isSample: await isOfSample(tx, tenantId), snapshots: await snapshotsUpTo(tx, tenantId, day) }
    })
    const [now, ...earlier] = found.snapshots
    if (!now || (day !== null && now.day !== day)) return refuse(day === null ? { code: 'conflict', detail: 'nothing is computed yet: a report is of a snapshot' } : { code: 'not_found' })
    const report = reportOf({ id: tenantId, name: found.name }, now, earlier)
    const pdf = await writePosturePdf(report, found)
    const head = await publishedHead(tenantId)
    const signer = signerOf(tenantId)
    const at = new Date()
    const about = { made_at: at.toISOString(), made_by: actor.name, ...(found.isSample ? { sample: true as const } : {}), report, checkpoint: head?.vkey === signer.vkey ? head.note : null }
    const json = writeReport(pdf, about, signer)
    await transaction(
      tenantId,
      async (tx) => ok(await append(tx, actor, NAME, { subject: { kind: 'report', id: newId(), name: `the posture of ${now.day}` }, detail: { day: now.day, taken_at: now.takenAt.toISOString(), scores: report.scores } }, at)),
      'ReadCommitted',
    )
    return ok({ name: `${found.isSample ? 'sample-' : ''}posture-${now.day}`, json, pdf: pdf.toString('base64'), vkey: signer.vkey })
  }
  return Object.assign(run, { permission: NAME, input: ReportInput } as const)
}
