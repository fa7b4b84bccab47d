import type { StepKind, StepState } from './contract'

/** One thing that a retirement does and proves, as far as deciding what is next needs to know. Times in milliseconds since 1970. */
export type Step = Readonly<{ position: number; kind: StepKind; state: StepState; attempts: number; tries: number; nextAt: number }>
export type Outcome = Readonly<{ proven: boolean }>

/** After these a step stays open until somebody asks for it again. */
export const TRIES_MAX = 6
const AGAIN_SECONDS = [2, 10, 30, 120, 600] as const
/** An attempt that has said nothing for this long is lost: whoever made it was killed. Longer than any step may take. */
export const HELD_MS = 60_000

/** How long a step waits after so many tries. */
export const againMs = (tries: number): number => (AGAIN_SECONDS[Math.max(0, Math.min(tries, AGAIN_SECONDS.length) - 1)] ?? 0) * 1_000

/**
 * The step that is to be tried now; null: none is, or the next one waits. In order; one that stays open holds up only
 * the archive, which says that everything before it is proven.
 */
export function nextStep(steps: readonly Step[], now: number): Step | null {
  const waiting = [...steps].sort((a, b) => a.position - b.position).find(({ state }) => state === 'waiting')
  if (!waiting || waiting.nextAt > now) return null
  const others = steps.filter(({ position }) => position !== waiting.position)
  return waiting.kind === 'archive' && others.some(({ state }) => state !== 'proven') ? null : waiting
}

/** Taken up: nobody else takes it up before this attempt is ended or lost. */
export const begun = (step: Step, now: number): Step => ({ ...step, attempts: step.attempts + 1, tries: step.tries + 1, nextAt: now + HELD_MS })

/** What attempt number `attempt` came to. Of an attempt that was given up as lost nothing counts any more: null. */
export function ended(step: Step, attempt: number, { proven }: Outcome, now: number): Step | null {
  if (step.state !== 'waiting' || step.attempts !== attempt) return null
  if (proven) return { ...step, state: 'proven' }
  return step.tries >= TRIES_MAX ? { ...step, state: 'open' } : { ...step, nextAt: now + againMs(step.tries) }
}

/** Somebody asks for it again; null: there is nothing to ask for. */
export function again(step: Step, now: number): Step | null {
  if (step.state === 'proven' || isHeld(step, now)) return null
  return { ...step, state: 'waiting', tries: 0, nextAt: now }
}

/** An attempt is under way: begun, and neither ended nor lost. A wait between tries is never that long after the first. */
const isHeld = (step: Step, now: number): boolean => step.state === 'waiting' && step.attempts > 0 && step.nextAt > now + againMs(step.tries)

/** Nothing will happen by itself any more: all proven, or what is left is open. */
export const isSettled = (steps: readonly Pick<Step, 'kind' | 'state'>[]): boolean => steps.every(({ kind, state }) => state !== 'waiting' || kind === 'archive') && (steps.every(({ state }) => state === 'proven') || steps.some(({ state }) => state === 'open'))
