import { createHash } from 'node:crypto'
import { FORMATS, LINE_MARK_BYTES, encodePositions, writeManifest, type Entry, type ExportFormat, type ExportRow } from '@/lib/evidence'
import { canonicalJson } from '@/lib/kernel/canonical-json'
import { consistencyRanges, headOf, leafHash, multiproofRanges, rangeHashes, signCheckpoint, type NoteSigner, type ReadHashes } from '@/lib/tlog'

/** A log in memory: entries as they are sealed, their leaves, and the hashes of its tree. */
export type MemoryLog = { entries: Entry[]; lines: string[]; leaves: Buffer[]; read: ReadHashes }

export function memoryLog(entries: Entry[]): MemoryLog {
  const lines = entries.map(canonicalJson)
  const leaves = lines.map((line) => leafHash(line))
  const read: ReadHashes = async (level, start, end) =>
    Array.from({ length: end - start }, (_, n) => headOf(leaves.slice((start + n) * 256 ** level, (start + n + 1) * 256 ** level)))
  return { entries, lines, leaves, read }
}

export const testEntry = (n: number, over: Partial<Entry> = {}): Entry => ({
  id: `0190-${n}`, tenant_id: 'tenant', occurred_at: new Date(1_760_000_000_000 + n).toISOString(), action: 'tool.call', result: 'allowed', reason: null,
  actor_kind: 'agent', actor_id: 'agent-2', actor_name: 'inv-bot', root_person_id: 'person-1', agent_id: 'agent-2', chain: ['agent-1', 'agent-2'],
  delegation_id: 'delegation-2', mandate_id: 'mandate-1', run_id: 'run-1', tool_server: 'files', tool: 'read_file', subject_kind: null, subject_id: null,
  subject_name: null, purpose: `FIN-${n}`, cause_id: null, detail: { decision: [{ check: 'signature', ok: true, detail: '' }] }, ...over,
}) // prettier-ignore

export const testRow = (log: MemoryLog, position: number, over: Partial<ExportRow> = {}): ExportRow => ({
  entry: log.entries[position] as Entry, origin: 'log.test/log/one', position, leaf: (log.leaves[position] as Buffer).toString('hex'), sealedAt: '2026-01-01T00:00:00.000Z',
  message: 'inv-bot called read_file on files for M. Ito: ok', root: { id: 'person-1', name: 'M. Ito' },
  chain: [{ id: 'agent-1', name: 'planner' }, { id: 'agent-2', name: 'inv-bot' }], autonomous: false, issuer: 'http://authority.test',
  delegation: { id: 'delegation-2', parentId: 'delegation-1', audience: 'http://gateway.test/mcp/files', scopes: ['mcp:files:read_file'], issuedAt: '2026-01-01T00:00:00.000Z', expiresAt: '2026-01-01T00:05:00.000Z', document: 'sha-256:x' }, ...over,
}) // prettier-ignore

/** An export of some entries of a log, as the authority makes one. */
export async function exportOf(log: MemoryLog, positions: number[], signer: NoteSigner, format: ExportFormat = 'jsonl', since: number | null = null): Promise<{ file: string; manifest: string; checkpoint: string }> {
  const { columns, header, record } = FORMATS[format]
  const lines = positions.map((at) => (record ? record(testRow(log, at)).slice(0, -1) : (log.lines[at] as string)))
  const file = [...(header === null ? [] : [header]), ...lines].map((line) => `${line}\n`).join('')
  const size = log.leaves.length
  const checkpoint = signCheckpoint({ origin: signer.name, size, root: headOf(log.leaves) }, signer)
  const text = async (hashes: Promise<Buffer[]>) => Buffer.concat(await hashes).toString('base64')
  const manifest = writeManifest(
    {
      origin: signer.name, format, filter: {}, exported_at: '2026-01-01T00:00:00.000Z', exported_by: 'R. Eader', columns: [...columns], header, count: lines.length,
      file: { bytes: Buffer.byteLength(file), sha256: createHash('sha256').update(file).digest('hex') }, positions: encodePositions(positions),
      lines: Buffer.concat(lines.map((line) => leafHash(line).subarray(0, LINE_MARK_BYTES))).toString('base64'),
      leaves: record ? Buffer.concat(positions.map((at) => log.leaves[at] as Buffer)).toString('base64') : null,
      proof: await text(rangeHashes(log.read, multiproofRanges(positions, size))), checkpoint,
      consistency: since === null ? null : { from: since, hashes: await text(rangeHashes(log.read, consistencyRanges(since, size))) }, vkey: signer.vkey,
    },
    signer,
  ) // prettier-ignore
  return { file, manifest, checkpoint }
}

/** A file as it comes from a disk or a network: in pieces that end anywhere. */
export async function* inPieces(text: string, size = 7_001): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
