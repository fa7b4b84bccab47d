import { applyReviews, endReviews, launchSchedules } from '@/lib/identity/reviews'

const LOOK_EVERY_MS = 2_000

/** Launches what is due, applies what reviewers decided, and settles reviews whose time is over. Every process looks; each item is taken up by one. */
export function keepReviewing(onProblem: (error: unknown) => void): { stop(): void } {
  let busy = false
  async function look(): Promise<void> {
    if (busy) return
    busy = true
    try {
      await launchSchedules()
      await endReviews()
      await applyReviews()
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void look().catch(onProblem), LOOK_EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
