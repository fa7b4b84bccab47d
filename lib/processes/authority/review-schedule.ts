import { applyReviews, endReviews, launchSchedules, openForInactive, openTriggered } from '@/lib/identity/reviews'

const LOOK_EVERY_MS = 2_000
/** Who was long inactive is so a minute later, too. */
const INACTIVE_EVERY_MS = 60_000

/** Launches what is due, opens reviews for what happened to agents, applies what reviewers decided, and settles reviews whose time is over. Every process looks; each item is taken up by one. */
export function keepReviewing(onProblem: (error: unknown) => void): { stop(): void } {
  let busy = false
  let looked = 0
  async function look(): Promise<void> {
    if (busy) return
    busy = true
    // One after the other, and none waits for one that fails: what reviewers decided takes effect whatever a schedule does.
    const isTime = Date.now() - looked > INACTIVE_EVERY_MS
    if (isTime) looked = Date.now()
    for (const step of [launchSchedules, openTriggered, ...(isTime ? [openForInactive] : []), endReviews, applyReviews]) await step().catch(onProblem)
    busy = false
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
