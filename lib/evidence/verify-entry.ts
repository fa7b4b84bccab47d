import { leafHash, openCheckpoint, peekCheckpoint, readTlogProof, readVerifier, verifyInclusion, type Checkpoint, type NoteVerifier } from '@/lib/tlog'

export type EntryFault = { code: 'not_a_proof' } | { code: 'unknown_key'; vkey: null; origin: string } | { code: 'not_signed' } | { code: 'entry_changed'; position: number }
export type VerifiedEntry = { position: number; checkpoint: Checkpoint; /** As it was signed. */ note: string; verifier: NoteVerifier }
export type EntryCheck = { ok: true; value: VerifiedEntry } | { ok: false; fault: EntryFault }

/**
 * Whether an entry is in a log, by its proof (C2SP tlog-proof) and a trusted key of that log.
 *
 * @param entry the bytes that were sealed; a line feed that an editor put after them is not of them
 */
export function verifyEntry(entry: string, proofText: string, trusted: readonly string[]): EntryCheck {
  const bad = (fault: EntryFault): EntryCheck => ({ ok: false, fault })
  const proof = readTlogProof(proofText)
  const claimed = proof && peekCheckpoint(proof.checkpoint)
  if (!proof || !claimed) return bad({ code: 'not_a_proof' })
  const keys = trusted.flatMap((key) => readVerifier(key) ?? []).filter(({ name }) => name === claimed.origin)
  if (keys.length === 0) return bad({ code: 'unknown_key', vkey: null, origin: claimed.origin })
  const verifier = keys.find((key) => openCheckpoint(proof.checkpoint, key))
  if (!verifier) return bad({ code: 'not_signed' })
  const leaf = leafHash(entry.replace(/\r?\n$/, ''))
  if (!verifyInclusion(leaf, proof.index, claimed.size, proof.hashes, claimed.root)) return bad({ code: 'entry_changed', position: proof.index })
  return { ok: true, value: { position: proof.index, checkpoint: claimed, note: proof.checkpoint, verifier } }
}
