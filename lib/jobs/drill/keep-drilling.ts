import { scheduleDrills, takeDrill } from '@/lib/identity/drills'
import type { DrillReport } from '@/lib/identity/drills/contract'
import { runDrill, type DrillPlaces } from './run-drill'
import { clientKey, type ClientKey } from './run'

const LOOK_EVERY_MS = 500
/** How often the schedule is looked at; a drill is late by this at most. */
const SCHEDULE_EVERY_MS = 10_000

export type DrillEvents = { ended: (report: DrillReport) => void; failed: (error: unknown) => void }

/** Takes up drills one at a time for as long as the process lives, and asks for those that are due. Returns how to stop. */
export function keepDrilling(where: DrillPlaces & { drillEverySeconds: number | null }, events: DrillEvents): () => void {
  let busy = false
  let scheduledAt = Number.NEGATIVE_INFINITY
  const look = async (): Promise<void> => {
    if (busy) return
    busy = true
    try {
      if (where.drillEverySeconds !== null && performance.now() - scheduledAt > SCHEDULE_EVERY_MS) {
        scheduledAt = performance.now()
        await scheduleDrills(where.drillEverySeconds)
      }
      let keys: ClientKey[] = []
      const drill = await takeDrill(async () => {
        keys = await Promise.all([clientKey(), clientKey(), clientKey()])
        return keys.map(({ publicJwk: { kty = '', crv = '', x = '', y = '' } }) => ({ kty, crv, x, y }))
      })
      if (drill) events.ended(await runDrill(drill, keys, where))
    } catch (error) {
      events.failed(error)
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  return () => clearInterval(timer)
}
