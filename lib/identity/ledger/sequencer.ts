import { metrics } from '@/lib/kernel/metrics'
import { startSpan } from '@/lib/kernel/tracing'
import { publishCheckpoints, type CheckpointSigner } from './publish-checkpoints'
import { sequence } from './sequence'

const INTERVAL_MS = 200
/** Between two signed heads of a busy log: half of the second in which an entry is promised to be sealed. */
const CHECKPOINT_MS = 500

/** Seals entries and signs heads until stopped; both within a second of an entry's commit. Every authority runs one. */
export function startSequencer(signerOf: CheckpointSigner, onError: (error: unknown) => void): { stop(): Promise<void> } {
  let stopped = false
  let wake: () => void = () => undefined
  let signedAt = -Infinity
  const round = async (): Promise<{ more: boolean }> => {
    const span = startSpan('ledger.sequence', { parent: null })
    const { more, sealed } = await span.run(() => sequence())
    metrics.sealed.inc(sealed)
    if (sealed > 0) {
      span.set({ 'lanyard.entries': sealed })
      span.end() // five times a second there is nothing to tell of
    }
    if (performance.now() - signedAt < CHECKPOINT_MS) return { more }
    const published = await publishCheckpoints(signerOf)
    if (!published.more) signedAt = performance.now()
    return { more: more || published.more }
  }
  const loop = (async () => {
    while (!stopped) {
      const { more } = await round().catch((error: unknown) => {
        onError(error)
        return { more: false }
      })
      if (more || stopped) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, INTERVAL_MS)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  })()
  return {
    async stop() {
      stopped = true
      wake()
      await loop
    },
  }
}
