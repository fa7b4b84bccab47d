import { takeDueSnapshots } from '@/lib/identity/posture'
import { traced } from '@/lib/kernel/tracing'

const LOOK_EVERY_MS = 5_000

/** Looks every few seconds whether an estate's posture is to be computed anew; one computation at a time. */
export function keepPosture(onProblem: (error: unknown) => void): () => void {
  let busy = false
  const look = async () => {
    if (busy) return
    busy = true
    await traced('worker.posture', {}, () => takeDueSnapshots()).catch(onProblem)
    busy = false
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  void look()
  return () => clearInterval(timer)
}
