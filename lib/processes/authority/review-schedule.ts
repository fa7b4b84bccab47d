import { applyReviews, endReviews, launchSchedules } from '@/lib/identity/reviews'

const LOOK_EVERY_MS = 2_000

/** Launches what is due, applies what reviewers decided, and settles reviews whose time is over. Every process looks; each item is taken up by one. */
export function keepReviewing(onProblem: (error: unknown) => void): { stop(): void } {
  let busy = false
  async function look(): Promise<void> {
    if (busy) return
    busy = true
    // One after the other, and none waits for one that fails: what reviewers decided takes effect whatever a schedule does.
    for (const step of [launchSchedules, endReviews, applyReviews]) await step().catch(onProblem)
    busy = false
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
