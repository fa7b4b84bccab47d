import { HASH_BYTES, multiproofRoot, openCheckpoint, verifyConsistency, type Checkpoint, type HashBuffer, type NoteVerifier } from '@/lib/tlog'

/** That the log of `from` entries is the beginning of the log of `to`. */
export type ConsistencyProof = { from: number; to: number; hashes: readonly Buffer[] }
/** A signed head that was kept outside, with the proof from an older one that may stand above it. */
export type Outside = { note: string; old: { from: number; hashes: Buffer[] } | null }

export type OutsideFault =
  | { code: 'not_a_checkpoint' }
  /** Signed by another key, or of another log. */
  | { code: 'other_log'; origin: string }
  /** The outside head has more entries, and nothing shows the one to be the beginning of the other. */
  | { code: 'log_is_shorter'; size: number; outside: number }
  | { code: 'log_contradicts'; size: number; outside: number }
  /** The outside head has fewer entries, and there is no proof in between: nothing is known. */
  | { code: 'no_proof_between'; size: number; outside: number }

/** Reads a checkpoint as it is, or as a request to a witness has it (C2SP tlog-witness): `old N`, hashes, and the checkpoint. */
export function readOutside(text: string): Outside | null {
  const old = /^old (0|[1-9][0-9]{0,15})\n((?:[A-Za-z0-9+/]+=*\n){0,63})\n/.exec(text)
  if (!old) return text.includes('\n\n') ? { note: text, old: null } : null
  const lines = (old[2] ?? '').split('\n').slice(0, -1)
  const hashes = lines.map((line) => Buffer.from(line, 'base64'))
  return hashes.every(({ length }) => length === HASH_BYTES) ? { note: text.slice(old[0].length), old: { from: Number(old[1]), hashes } } : null
}

export const writeOutside = ({ note, old }: Outside): string =>
  old ? `old ${old.from}\n${old.hashes.map((hash) => `${hash.toString('base64')}\n`).join('')}\n${note}` : note

export type Whole = { leaves: HashBuffer; positions: ArrayLike<number> }

/**
 * Whether the log as somebody kept it outside and the log that evidence stands under are one: neither cut back, nor
 * restored to an older state, nor written anew.
 *
 * @param proofs what there is to show that one head follows another
 * @param known leaves of the evidence; where they begin the log, they are a proof themselves
 */
export function compareOutside(head: Checkpoint, outside: Outside, verifier: NoteVerifier, proofs: readonly ConsistencyProof[], known?: Whole): OutsideFault | null {
  const kept = openCheckpoint(outside.note, verifier)
  if (!kept) return { code: 'not_a_checkpoint' }
  if (kept.origin !== head.origin) return { code: 'other_log', origin: kept.origin }
  const sizes = { size: head.size, outside: kept.size }
  const contradiction: OutsideFault = { code: 'log_contradicts', ...sizes }
  if (kept.size === head.size) return kept.root.equals(head.root) ? null : contradiction
  if (kept.size === 0) return null
  const [older, newer] = kept.size < head.size ? [kept, head] : [head, kept]
  const all = outside.old ? [...proofs, { ...outside.old, to: kept.size }] : proofs
  const proof = all.find(({ from, to }) => from === older.size && to === newer.size)
  if (proof) return verifyConsistency(older.size, newer.size, older.root, newer.root, proof.hashes) ? null : contradiction
  if (kept.size > head.size) return { code: 'log_is_shorter', ...sizes }
  if (known && known.positions.length >= kept.size && known.positions[kept.size - 1] === kept.size - 1)
    return multiproofRoot(known.leaves.first(kept.size), Array.from({ length: kept.size }, (_, n) => n), kept.size, NONE)?.equals(kept.root) ? null : contradiction
  return { code: 'no_proof_between', ...sizes }
}

const NONE: readonly Buffer[] = []
