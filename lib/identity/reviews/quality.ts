import type { PersonRef } from '../registry/contract'
import type { ReviewDecision, ReviewerQuality } from './contract'

export type Decided = { person: PersonRef; at: Date; decision: ReviewDecision }

/** A longer gap is a break and no deciding. */
export const BREAK_SECONDS = 600
/** Decided faster than this on the whole, nobody has read what they decided on. */
const SECONDS_READ = 3
const DECISIONS_ENOUGH = 10

/** How each reviewer decided, by when their decisions came. Those of one moment are one batch. Pure. */
export function qualityOf(decisions: readonly Decided[]): ReviewerQuality[] {
  const people = new Map<string, Decided[]>()
  for (const one of decisions) people.set(one.person.id, [...(people.get(one.person.id) ?? []), one])
  return [...people.values()].map((all) => {
    const times = all.map(({ at }) => at.getTime()).sort((a, b) => a - b)
    const gaps = times.slice(1).map((at, index) => at - (times[index] as number)).filter((gap) => gap <= BREAK_SECONDS * 1_000)
    const took = gaps.reduce((sum, gap) => sum + gap, 0) / 1_000
    // Many at once are one act, which has a comment and a rule of its own.
    const acts = new Set(times).size
    return {
      person: (all[0] as Decided).person,
      decisions: all.length,
      share_kept: all.filter(({ decision }) => decision === 'keep').length / all.length,
      median_seconds: median(gaps.map((gap) => gap / 1_000)),
      largest_batch: Math.max(...times.map((at) => times.lastIndexOf(at) - times.indexOf(at) + 1)),
      flag: flagOf({ decisions: all.length, took, gaps: gaps.length, acts }),
    }
  })
}

/** "40 decisions in 52 s"; null: they may have been read. */
export const flagOf = ({ decisions, took, gaps, acts }: { decisions: number; /** Seconds, breaks left out. */ took: number; gaps: number; acts: number }): string | null =>
  acts >= DECISIONS_ENOUGH && gaps === decisions - 1 && took / acts < SECONDS_READ ? `${decisions} decisions in ${Math.round(took)} s` : null

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}
