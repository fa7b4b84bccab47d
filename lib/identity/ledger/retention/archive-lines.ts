import type { TenantId } from '@/lib/kernel/ids'
import { writeExport } from '../internal/write-export'
import type { CheckpointSigner } from '../publish-checkpoints'
import { publishedHead } from '../read-log'

export type ArchiveLines = { headSize: number; vkey: string; lines: AsyncGenerator<string, string> }

/** The lines of a file of entries as they were sealed, and its signed manifest: an export of these places. Null until a head of the present key is over all of them. */
export async function archiveLines(tenantId: TenantId, part: string, positions: Float64Array, signerOf: CheckpointSigner): Promise<ArchiveLines | null> {
  const head = await publishedHead(tenantId)
  const signer = signerOf(tenantId)
  if (!head || head.vkey !== signer.vkey || head.size <= (positions.at(-1) ?? 0)) return null
  const plan = { tenantId, format: 'jsonl', filter: { archive: part }, positions, head, from: null, at: new Date(), by: 'Archive of the ledger', isSample: false, issuer: '', signer } as const
  return { headSize: head.size, vkey: signer.vkey, lines: writeExport(plan) }
}
