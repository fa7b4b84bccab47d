import { advanceDrills, type DrillSettings } from '@/lib/identity/drills'

const LOOK_EVERY_MS = 250

/** Carries out the authority's steps of open drills, one look at a time. */
export function keepAdvancing(settings: DrillSettings, onProblem: (error: unknown) => void): { stop(): void } {
  let looking = false
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    void advanceDrills(settings)
      .catch(onProblem)
      .finally(() => (looking = false))
  }, LOOK_EVERY_MS)
  return { stop: () => clearInterval(timer) }
}
