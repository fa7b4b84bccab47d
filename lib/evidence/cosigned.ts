import { findCosignature, peekCheckpoint, type CosignatureVerifier } from '@/lib/tlog'
import type { Outside } from './outside'

export type CosignatureFault =
  | { code: 'not_cosigned'; witness: string }
  /** The witness has cosigned a head before the last entry, and says nothing of what came after. */
  | { code: 'cosigned_before'; witness: string; size: number; last: number }
export type CosignatureCheck = { ok: true; size: number; seconds: number } | { ok: false; fault: CosignatureFault }

/**
 * Whether a witness vouches for the log that evidence stands under, up to its last entry: by a cosignature of the
 * evidence's own head, or of a head that was kept outside and that this one was shown to agree with.
 *
 * @param last place of the evidence's last entry; -1: it has none
 */
export function demandCosignature(head: string, last: number, outside: Outside | null, witness: CosignatureVerifier): CosignatureCheck {
  let before: number | null = null
  for (const note of outside ? [head, outside.note] : [head]) {
    const size = peekCheckpoint(note)?.size
    const cosignature = findCosignature(note, witness)
    if (!cosignature || size === undefined) continue
    if (size > last) return { ok: true, size, seconds: cosignature.seconds }
    before = size
  }
  return { ok: false, fault: before === null ? { code: 'not_cosigned', witness: witness.name } : { code: 'cosigned_before', witness: witness.name, size: before, last } }
}
