import { setTimeout as pause } from 'node:timers/promises'
import type { Answer } from './run'

/** One token at one place: calls one after the other, from before the order until it is refused for good. */
export type Lane = {
  /** Whether a call was let through before the order: what never was proves nothing. */
  proven: boolean
  calls: number
  /** When the answer of the first refusal came, on this process's clock; null while there is none. */
  refusedAt: number | null
  /** Refusals in a row, the last one included. */
  refusals: number
  /** A call was let through after one was refused. */
  relapsed: boolean
  silent: boolean
  detail: string
}

const ANSWER_MS_MAX = 2_000
/** The first call of a lane starts a tool server. */
const OPENING_MS_MAX = 10_000
/** A refusal counts when the calls after it are refused as well. */
export const REFUSALS_MIN = 3

export const newLane = (): Lane => ({ proven: false, calls: 0, refusedAt: null, refusals: 0, relapsed: false, silent: false, detail: 'not called yet' })

/** Calls until one is let through, or until `ms` are over. */
export async function prove(lane: Lane, call: () => Promise<Answer>, ms: number): Promise<void> {
  const until = performance.now() + ms
  while (!lane.proven && performance.now() < until) {
    const answer = await bounded(call, OPENING_MS_MAX)
    lane.calls += 1
    lane.detail = answer.detail
    lane.proven = answer.verdict === 'allowed'
    if (!lane.proven) await pause(250)
  }
}

/** Goes on calling until refused `REFUSALS_MIN` times in a row, or until told to stop. */
export async function probe(lane: Lane, call: () => Promise<Answer>, options: { everyMs: number; now: () => number; isOver: () => boolean }): Promise<void> {
  while (!options.isOver() && lane.refusals < REFUSALS_MIN) {
    const answer = await bounded(call, ANSWER_MS_MAX)
    const at = options.now()
    lane.calls += 1
    lane.detail = answer.detail
    lane.silent = answer.verdict === 'unknown'
    if (answer.verdict === 'refused') {
      lane.refusedAt ??= at
      lane.refusals += 1
    } else if (answer.verdict === 'allowed') {
      lane.relapsed ||= lane.refusedAt !== null
      lane.refusals = 0
    }
    await pause(options.everyMs)
  }
}

/** Silence is never a refusal: a call that was not answered may have been carried out. */
async function bounded(call: () => Promise<Answer>, ms: number): Promise<Answer> {
  const late = new AbortController()
  const silence = pause(ms, { verdict: 'unknown', detail: `no answer within ${ms} ms` } as const, { signal: late.signal }).catch(
    () => ({ verdict: 'unknown', detail: 'no answer' }) as const,
  )
  try {
    return await Promise.race([call().catch((error: unknown): Answer => ({ verdict: 'unknown', detail: error instanceof Error ? error.message.slice(0, 200) : 'no answer' })), silence])
  } finally {
    late.abort()
  }
}
