import { giveBack, takeStreams } from '@/lib/identity/streams'
import type { StreamRules } from './sent'
import { runLane } from './stream-lane'

const LOOK_EVERY_MS = 1_000

/** Sends streams what they are behind, for as long as the process lives; each in a lane of its own, so that one that is dead holds up no other. */
export function keepStreaming(rules: StreamRules, onProblem: (error: unknown) => void): { stop(): Promise<void> } {
  const under = new Set<Promise<void>>()
  let [looking, stopped] = [false, false]
  const look = async (): Promise<void> => {
    if (looking || stopped) return
    looking = true
    // What was begun goes on by itself: the next look does not wait for who is slow.
    await beginDue(rules, onProblem, () => !stopped).then((lanes) => lanes.forEach((lane) => under.add(lane.finally(() => under.delete(lane)))), onProblem)
    looking = false
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      stopped = true
      await Promise.all(under)
    },
  }
}

/** One look, to its end. */
export async function streamDue(rules: StreamRules): Promise<void> {
  const problems: unknown[] = []
  await Promise.all(await beginDue(rules, (error) => problems.push(error)))
  if (problems.length > 0) throw problems[0]
}

async function beginDue(rules: StreamRules, onProblem: (error: unknown) => void, goesOn = () => true): Promise<Promise<void>[]> {
  return (await takeStreams()).map((lane) =>
    runLane(rules, lane, goesOn).catch(async (error: unknown) => {
      onProblem(error)
      await giveBack(lane).catch(onProblem)
    }),
  )
}
