import { hotTransaction } from '@/lib/db/hot'
import { readOutside } from '@/lib/evidence'
import { newId, type TenantId } from '@/lib/kernel/ids'
import { openCheckpoint, peekCheckpoint, readVerifier, verifyConsistency, type Checkpoint } from '@/lib/tlog'
import { appendBatch } from '../append-batch'
import type { CosignerOf } from './witness-log'

/** What C2SP tlog-witness answers: 200, 409 with the size that is known, 409, 400, 404, 403 and 422. */
export type Cosigned = { kind: 'cosigned'; line: string } | { kind: 'stale'; size: number } | { kind: 'other_root' | 'malformed' | 'unknown_origin' | 'not_signed' | 'not_proved' }

type Known = { id: string; origin: string; vkey: string; size: string; root: Buffer }
const JOB = { kind: 'job', id: 'ledger.witness', name: 'Witness' } as const

/**
 * Cosigns a head, when the log has signed it and proves that it continues the newest that was cosigned here. INVARIANT:
 * what is cosigned was first kept, in the place of exactly the head that it was proved from; so of two that are sent at
 * once, one is cosigned, and whoever comes later proves from that.
 *
 * @param body as its log sends it: a head, with the proof from the one that is known here
 */
export async function cosign(tenantId: TenantId, body: string, cosignerOf: CosignerOf, now: () => number = Date.now): Promise<Cosigned> {
  const sent = readOutside(body)
  const claimed = sent && peekCheckpoint(sent.note)
  if (!claimed || !sent.old) return { kind: 'malformed' }
  const { note, old } = sent
  const known = await knownLog(tenantId, claimed.origin)
  if (!known) return { kind: 'unknown_origin' }
  const verifier = readVerifier(known.vkey)
  const next = verifier && openCheckpoint(note, verifier)
  if (!next || next.origin !== known.origin) return { kind: 'not_signed' }
  if (old.from > next.size) return { kind: 'malformed' }
  const size = Number(known.size)
  if (old.from !== size) return { kind: 'stale', size }
  if (next.size === size && !next.root.equals(known.root)) {
    await keepConflict(tenantId, known, note, next.root)
    return { kind: 'other_root' }
  }
  if (!continues(known, next, old.hashes)) return { kind: 'not_proved' }
  const kept = await hotTransaction(tenantId, (client) =>
    client.query(`update witnessed_log set size = $4, root = $5, note = $6, seen_at = now() where id = $1 and tenant_id = $2 and size = $3 and root = $7 and vkey = $8 and removed_at is null`, [
      known.id, tenantId, known.size, next.size, next.root, note, known.root, known.vkey,
    ]),
  ) // prettier-ignore
  if (kept.rowCount !== 1) {
    const newer = await knownLog(tenantId, claimed.origin)
    return newer ? { kind: 'stale', size: Number(newer.size) } : { kind: 'unknown_origin' }
  }
  return { kind: 'cosigned', line: cosignerOf(tenantId).cosign(note, Math.floor(now() / 1_000)) }
}

/** The newest head of a log that was cosigned here, as the log had signed it; null where there is none. */
export async function witnessedHead(tenantId: TenantId, origin: string): Promise<{ note: string } | null> {
  const { rows } = await hotTransaction(tenantId, (client) =>
    client.query<{ note: string }>(`select note from witnessed_log where tenant_id = $1 and origin = $2 and removed_at is null and note is not null`, [tenantId, origin]),
  )
  const [row] = rows
  return row ?? null
}

async function knownLog(tenantId: TenantId, origin: string): Promise<Known | null> {
  const { rows } = await hotTransaction(tenantId, (client) => client.query<Known>(`select id, origin, vkey, size::text, root from witnessed_log where tenant_id = $1 and origin = $2 and removed_at is null`, [tenantId, origin]))
  return rows[0] ?? null
}

function continues(known: Known, next: Checkpoint, proof: readonly Buffer[]): boolean {
  const size = Number(known.size)
  if (size === next.size) return proof.length === 0 && next.root.equals(known.root)
  // Nothing is the beginning of everything.
  return size === 0 ? proof.length === 0 : verifyConsistency(size, next.size, known.root, next.root, proof)
}

/** Two heads of one size, both signed by the log: kept once, and recorded, since anybody can be shown it. */
async function keepConflict(tenantId: TenantId, { id, origin, size, root }: Known, note: string, other: Buffer): Promise<void> {
  await hotTransaction(tenantId, async (client) => {
    const { rowCount } = await client.query(`update witnessed_log set conflict_note = $3, conflict_at = now() where id = $1 and tenant_id = $2 and conflict_note is null`, [id, tenantId, note])
    if (rowCount === 1)
      await appendBatch(client, [{ id: newId<'ledger_entry'>(), tenantId, occurredAt: new Date(), action: 'ledger.witness.conflict', result: 'failed', reason: 'two_heads', actor: JOB, subject: { kind: 'witnessed_log', id, name: origin }, detail: { size: Number(size), root: root.toString('base64'), other_root: other.toString('base64') } }])
  })
}
