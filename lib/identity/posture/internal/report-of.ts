import type { PostureReport } from '@/lib/evidence'
import type { Counts } from '../score'
import { standing } from './read-posture'
import type { Snapshot } from './stored'

/** What a report says: of one snapshot and the days before it, and the same whenever it is asked for. */
export function reportOf(estate: { id: string; name: string }, now: Snapshot, earlier: readonly Snapshot[]): PostureReport {
  const { scores, before, dimensions, gaps, frameworks, questions, trend } = standing(now, earlier)
  const titles = new Map(dimensions.map(({ id, title }) => [id, title]))
  const titleOf = (dimension: string) => titles.get(dimension) ?? dimension
  return {
    estate: { ...estate, agents: totalOf(now.counts, 'owned'), registered: totalOf(now.counts, 'no_ghosts'), people: totalOf(now.counts, 'people_signed_in') },
    snapshot: { day: now.day, taken_at: now.takenAt.toISOString(), version: now.version },
    scores,
    before,
    dimensions: dimensions.map(({ about: _about, facts, ...dimension }) => ({ ...dimension, facts: facts.length })),
    trend: trend.map(({ day, version, scores: of }) => ({ day, version, identity: of['identity'] ?? null, operation: of['operation'] ?? null })),
    gaps: gaps.map(({ id, title, dimension, good, total, threshold, gain, effort, remedy }) => ({ id, title, dimension: titleOf(dimension), good, total, threshold, adds: Math.round(gain * effort * 10) / 10, remedy: remedy?.label ?? null })),
    questions: questions.map(({ title, good, total }) => ({ title, good, total })),
    frameworks: frameworks.map((framework) => ({ ...framework, controls: framework.controls.map(({ facts, ...control }) => ({ ...control, facts: facts.map(({ title, state }) => ({ title, state })) })) })),
    unknown: dimensions.flatMap(({ title: dimension, facts }) => facts.flatMap(({ title, state, needs }) => (state === 'unknown' && needs !== null ? [{ title, dimension, needs }] : []))),
  }
}

/** How many rows a fact is about is itself a number of the estate; null in a snapshot that did not ask. */
const totalOf = (counts: Counts, fact: string): number | null => counts[fact]?.total ?? null
