import { failRun, notePrincipals, noteStrangers, takeDueRun } from '@/lib/identity/discovery'
import { traced } from '@/lib/kernel/tracing'
import { fingerprintWith } from './fingerprint'
import { scanSource } from './scan-source'

const LOOK_EVERY_MS = 2_000
/** Whoever was refused as nobody is in the ledger at once; the inbox may have it later. */
const STRANGERS_EVERY_MS = 30_000

export type DiscoverySettings = Readonly<{ /** Null: this worker scans nothing, and says so. */ key: Uint8Array | null; roots: readonly string[]; issuer: string }>

/** Scans what is asked for and what is due, one folder at a time, for as long as the process lives. */
export function keepDiscovering({ key, roots, issuer }: DiscoverySettings, onProblem: (error: unknown) => void): () => void {
  let busy = false
  let stopped = false
  let noted = -STRANGERS_EVERY_MS
  const look = async () => {
    if (busy) return
    busy = true
    try {
      if (performance.now() - noted >= STRANGERS_EVERY_MS) {
        await traced('worker.strangers', {}, () => noteStrangers())
        await traced('worker.principals', {}, () => notePrincipals())
        noted = performance.now()
      }
      for (let run = await takeDueRun(); run && !stopped; run = await takeDueRun()) {
        const due = run
        if (key === null) await failRun(due, 'the worker has no LANYARD_FINGERPRINT_KEY, and scans nothing without it')
        else await traced('worker.discovery', {}, () => scanSource(due, { roots, issuer, fingerprint: fingerprintWith(key) }))
      }
    } catch (error) {
      onProblem(error)
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  void look()
  return () => {
    stopped = true
    clearInterval(timer)
  }
}
