import { readyToHalt } from '@/lib/identity/containment'
import type { TenantId } from '@/lib/kernel/ids'

/** Less than a firewall takes to forget a connection that is idle. */
const EVERY_MS = 20_000

/**
 * Keeps the way of a halt open, so that the first one in weeks takes as long as one that follows another: its connection,
 * which nobody else uses, is found to be gone before it is needed, and what it asks is planned for the tables of today.
 */
export function keepReadyToHalt(company: TenantId): { stop(): void } {
  let busy = false
  const look = async (): Promise<void> => {
    if (busy) return
    busy = true
    await readyToHalt(company).catch(() => undefined) // a halt connects by itself; that the database is away is said elsewhere
    busy = false
  }
  const timer = setInterval(() => void look(), EVERY_MS)
  timer.unref()
  void look()
  return { stop: () => clearInterval(timer) }
}
