import { sumUse } from '@/lib/identity/ledger'
import { applyReviews, endReviews, launchSchedules, openForInactive, openLaunched, openTriggered, type AccessProbe } from '@/lib/identity/reviews'

const LOOK_EVERY_MS = 2_000
/** Who was long inactive is so a minute later, too. */
const INACTIVE_EVERY_MS = 60_000
/** Sums of use are caught up in steps: what is not summed up yet is read from the ledger itself. */
const SUM_STEPS_MAX = 5

/** Launches what is due, opens reviews for what happened to agents, applies what reviewers decided, and settles reviews whose time is over. Every process looks; each item is taken up by one. */
export function keepReviewing(attempt: AccessProbe, onProblem: (error: unknown) => void): { stop(): void } {
  let looked = 0
  const sum = async (): Promise<void> => {
    for (let step = 0; step < SUM_STEPS_MAX && (await sumUse()); step++);
  }
  // One after the other, and none waits for one that fails: what reviewers decided takes effect whatever a schedule does.
  const reviews = every(async () => {
    const isTime = Date.now() - looked > INACTIVE_EVERY_MS
    if (isTime) looked = Date.now()
    for (const step of [launchSchedules, openTriggered, ...(isTime ? [openForInactive] : []), endReviews, () => applyReviews(attempt)]) await step().catch(onProblem)
  })
  // Beside them: evidence of a large review is gathered for minutes.
  const launches = every(async () => {
    for (const step of [sum, openLaunched]) await step().catch(onProblem)
  })
  return {
    stop() {
      clearInterval(reviews)
      clearInterval(launches)
    },
  }
}

/** Every few seconds, and never twice at once. */
function every(work: () => Promise<void>): NodeJS.Timeout {
  let busy = false
  const look = async (): Promise<void> => {
    if (busy) return
    busy = true
    await work()
    busy = false
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  timer.unref()
  return timer
}
