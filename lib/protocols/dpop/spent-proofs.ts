import type { EpochSeconds } from '@/lib/kernel/clock'

export type SpentProofs = {
  /** True the first time, and never again while the proof could still be accepted. */
  spend(proof: { jkt: string; jti: string; iat: EpochSeconds }, now: EpochSeconds): boolean
  readonly size: number
}

/**
 * Remembers, in this process, the proofs that were used (RFC 9449 §11.1). Each is kept until its `iat` is out of the
 * window; when `capacity` are kept, new ones are refused, since forgetting one early would let it be used twice.
 * A process that starts cannot know what was used before: it refuses proofs made before `startedAt`.
 */
export function spentProofs(options: { ageSecondsMax: number; capacity: number; startedAt?: EpochSeconds }): SpentProofs {
  const { ageSecondsMax, capacity, startedAt } = options
  const goodUntil = new Map<string, number>()
  let sweepAt = 0

  function sweep(now: number): void {
    sweepAt = now + 1
    for (const [id, until] of goodUntil) if (until < now) goodUntil.delete(id)
  }

  return {
    spend({ jkt, jti, iat }, now) {
      if (startedAt !== undefined && iat < startedAt) return false
      if (now >= sweepAt && goodUntil.size > capacity / 2) sweep(now)
      const id = `${jkt}.${jti}`
      if (goodUntil.has(id) || goodUntil.size >= capacity) return false
      goodUntil.set(id, iat + ageSecondsMax)
      return true
    },
    get size() {
      return goodUntil.size
    },
  }
}
