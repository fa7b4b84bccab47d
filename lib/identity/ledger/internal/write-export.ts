import { createHash } from 'node:crypto'
import { encodePositions, FORMATS, LINE_MARK_BYTES, writeManifest, type ExportFormat } from '@/lib/evidence'
import type { TenantId } from '@/lib/kernel/ids'
import { HASH_BYTES, leafHash, type NoteSigner } from '@/lib/tlog'
import type { PublishedHead } from '../read-log'
import { consistencyOf, proofOf } from './multiproof'
import { readRows, type PlacedEntry } from './read-rows'
import { writeLine, type Line } from './write-line'

const PAGE = 500

/** An export that is recorded, and not written yet. */
export type ExportPlan = {
  tenantId: TenantId
  format: ExportFormat
  filter: Record<string, string>
  positions: Float64Array
  head: PublishedHead
  /** Entries of a log whose head somebody kept, or null. */
  from: number | null
  at: Date
  by: string
  /** Of the sample company. */
  isSample: boolean
  issuer: string
  signer: NoteSigner
}

/**
 * The file's lines as they come, then nothing; its manifest is what the generator returns. An entry that is not the one
 * that was sealed is written as it is now, under the mark of what was sealed: whoever verifies hears which line it is.
 */
export async function* writeExport(plan: ExportPlan): AsyncGenerator<string, string> {
  const { columns, header, record } = FORMATS[plan.format]
  const sha256 = createHash('sha256')
  const marks = Buffer.alloc(plan.positions.length * LINE_MARK_BYTES)
  const leaves = record ? Buffer.alloc(plan.positions.length * HASH_BYTES) : null
  let [bytes, index] = [0, 0]
  const written = (text: string): string => {
    sha256.update(text)
    bytes += Buffer.byteLength(text)
    return text
  }
  if (header !== null) yield written(`${header}\n`)
  for (let start = 0; start < plan.positions.length; start += PAGE) {
    const page = await readRows(plan.tenantId, [...plan.positions.subarray(start, start + PAGE)], record !== null)
    let text = ''
    for (const placed of page) {
      const line = writeLine({ ...plan, origin: plan.signer.name }, placed)
      if (line) text += line.text
      markOf(placed, line, record !== null).copy(marks, index * LINE_MARK_BYTES, 0, LINE_MARK_BYTES)
      if (leaves) placed.leaf.copy(leaves, index * HASH_BYTES)
      index++
    }
    if (text !== '') yield written(text)
  }
  const proof = await proofOf(plan.tenantId, plan.positions, plan.head.size)
  const consistency = plan.from === null ? null : { from: plan.from, hashes: Buffer.concat(await consistencyOf(plan.tenantId, plan.from, plan.head.size)).toString('base64') }
  return writeManifest(
    {
      origin: plan.signer.name,
      format: plan.format,
      filter: plan.filter,
      exported_at: plan.at.toISOString(),
      exported_by: plan.by,
      ...(plan.isSample ? { sample: true as const } : {}),
      columns: [...columns],
      header,
      count: plan.positions.length,
      file: { bytes, sha256: sha256.digest('hex') },
      positions: encodePositions(plan.positions),
      lines: marks.toString('base64'),
      leaves: leaves?.toString('base64') ?? null,
      proof: proof.bytes.toString('base64'),
      checkpoint: plan.head.note,
      consistency,
      vkey: plan.signer.vkey,
    },
    plan.signer,
  )
}

/** What the line should hash to. Of what is gone or was changed, only the leaf is known. */
function markOf({ leaf }: PlacedEntry, line: Line | null, isFormatted: boolean): Buffer {
  return isFormatted && line?.isSealed ? leafHash(line.text.slice(0, -1)) : leaf
}
