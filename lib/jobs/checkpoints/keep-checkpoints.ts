import { headSince } from '@/lib/identity/ledger'
import { gauges } from '@/lib/kernel/metrics'
import type { TenantId } from '@/lib/kernel/ids'
import { peekCheckpoint } from '@/lib/tlog'
import { filePlace } from './file-place'
import { NotKept, type CheckpointPlace } from './place'
import { urlPlace } from './url-place'

const EVERY_MS = 15_000

export type CheckpointEvents = {
  kept: (fields: { place: string; size: number }) => void
  notKept: (fields: { place: string; kind: NotKept['kind'] | 'fault'; reason: string; lagSeconds: number }) => void
}

/**
 * Brings the newest head of a log to the places outside, each at its own pace: at least once, and again until it is
 * there. What lags, and for how long, is logged and measured.
 */
export function checkpointKeeper(tenantId: TenantId, places: readonly CheckpointPlace[], events: CheckpointEvents, now: () => number = Date.now): { round(): Promise<void>; lagSeconds(): Record<string, number> } {
  /** Since when a place has been without the newest head; not there: it has it. */
  const behind = new Map<string, number>()
  const lag = (name: string): number => (behind.has(name) ? (now() - (behind.get(name) ?? now())) / 1_000 : 0)

  async function bring(place: CheckpointPlace): Promise<void> {
    try {
      const newest = await headSince(tenantId, 0)
      if (!newest) return
      const from = await place.kept(newest.head.vkey)
      const found = await headSince(tenantId, from)
      const checkpoint = found && peekCheckpoint(found.head.note)
      if (!found || !checkpoint) return
      if (!found.hashes) throw new NotKept('contradiction', `a head of ${from} entries is kept there, and the log has ${found.head.size}: it was cut back, or restored from an old backup`)
      if (checkpoint.size === from) return void behind.delete(place.name)
      if (!behind.has(place.name)) behind.set(place.name, found.head.createdAt.getTime())
      await place.keep({ note: found.head.note, checkpoint, vkey: found.head.vkey, old: { from, to: checkpoint.size, hashes: found.hashes } })
      behind.delete(place.name)
      events.kept({ place: place.name, size: checkpoint.size })
    } catch (thrown) {
      if (!behind.has(place.name)) behind.set(place.name, now())
      const [kind, reason] = thrown instanceof NotKept ? [thrown.kind, thrown.message] : (['fault', thrown instanceof Error ? thrown.name : 'unknown'] as const)
      events.notKept({ place: place.name, kind, reason, lagSeconds: Math.round(lag(place.name)) })
    }
  }
  return {
    round: async () => void (await Promise.all(places.map(bring))),
    lagSeconds: () => Object.fromEntries(places.map(({ name }) => [name, lag(name)])),
  }
}

/**
 * A keeper of the company's log at work, until it is stopped.
 *
 * @param logOf the company; null as long as the authority has not made it
 */
export function keepCheckpoints(logOf: () => Promise<TenantId | null>, to: { file: string | null; url: string | null; innerNetworks: boolean }, events: CheckpointEvents): () => void {
  const places = [...(to.file ? [filePlace(to.file)] : []), ...(to.url ? [urlPlace(to.url, to)] : [])]
  if (places.length === 0) return () => undefined
  let keeper: ReturnType<typeof checkpointKeeper> | null = null
  let running = false
  gauges('lanyard_checkpoint_lag_seconds', 'How long a place outside has been without the newest signed head of the log', 'place', () => keeper?.lagSeconds() ?? {})
  const run = async () => {
    if (running) return
    running = true
    const company = keeper ? null : await logOf().catch(() => null)
    if (company) keeper = checkpointKeeper(company, places, events)
    await keeper?.round()
    running = false
  }
  const timer = setInterval(() => void run(), EVERY_MS)
  void run()
  return () => clearInterval(timer)
}
