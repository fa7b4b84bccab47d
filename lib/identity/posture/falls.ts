import { SETS, type PostureSet } from './contract'
import { DIMENSIONS, FACTS } from './definitions'
import { shareOf, weightOf, type Counted, type Counts, type Scores, type Weights } from './score'

/** Days that a score is held against. */
export const WEEK_DAYS = 7
/** Points within a week from which a fall is told. A dimension is fewer facts, so that each moves it further. */
const FALL_POINTS = { set: 5, dimension: 10 } as const
const FACTS_MAX = 12

export type Standing = { version: number; counts: Counts; weights: Weights; scores: { sets: Scores['sets']; dimensions: Readonly<Record<string, number | null>> } }
export type MovedFact = { id: string; title: string; dimension: string; set: PostureSet; from: Counted; to: Counted; /** Of its set's score. */ points: number }
export type Fall = { subject: string; title: string; from: number; to: number; facts: MovedFact[] }

const NONE: Counted = { good: 0, total: 0 }
const SET_TITLE: Record<PostureSet, string> = { identity: 'Identity', operation: 'Operation' }
export const titleOfSubject = (subject: string): string => SETS.flatMap((set) => (set === subject ? [SET_TITLE[set]] : []))[0] ?? DIMENSIONS.find(({ id }) => id === subject)?.title ?? subject

/** By the same definitions and the same weights: a score that moved then moved for a reason of the estate's. */
export const isComparable = (one: Pick<Standing, 'version' | 'weights'>, other: Pick<Standing, 'version' | 'weights'>): boolean =>
  one.version === other.version && FACTS.every(({ id }) => one.weights[id] === other.weights[id])

/** The day that a week is held against: the newest that is a week old, or the first of a younger history. Newest first. */
export function weekBefore<T extends { day: string }>(today: string, earlier: readonly T[]): T | null {
  const wanted = new Date(Date.parse(today) - WEEK_DAYS * 86_400_000).toISOString().slice(0, 10)
  return earlier.find(({ day }) => day <= wanted) ?? earlier.at(-1) ?? null
}

/** What counts otherwise than then, and how many points of its set's score that made; what moved most first. */
export function movedBetween(from: Pick<Standing, 'counts'>, to: Pick<Standing, 'counts' | 'weights'>): MovedFact[] {
  return FACTS.flatMap((fact): MovedFact[] => {
    const [was, is] = [from.counts[fact.id] ?? NONE, to.counts[fact.id] ?? NONE]
    if (was.good === is.good && was.total === is.total) return []
    const set = DIMENSIONS.find(({ id }) => id === fact.dimension)?.set ?? 'identity'
    const inDimension = FACTS.filter(({ dimension }) => dimension === fact.dimension).reduce((sum, one) => sum + weightOf(one, to.weights), 0)
    const dimensions = DIMENSIONS.filter((dimension) => dimension.set === set).length
    const points = inDimension === 0 ? 0 : (100 * weightOf(fact, to.weights) * ((shareOf(is) ?? 0) - (shareOf(was) ?? 0))) / inDimension / dimensions
    const { good, total } = is
    return [{ id: fact.id, title: fact.title, dimension: fact.dimension, set, from: { good: was.good, total: was.total }, to: { good, total }, points: Math.round(points * 100) / 100 }]
  }).sort((a, b) => Math.abs(b.points) - Math.abs(a.points) || (a.id < b.id ? -1 : 1))
}

/**
 * The sets and dimensions that fell too far, each with the facts that took it down. Nothing fell where definitions or
 * weights are others: then it is not known what the estate did.
 */
export function fallsBetween(from: Standing, to: Standing): Fall[] {
  if (!isComparable(from, to)) return []
  const moved = movedBetween(from, to).filter(({ points }) => points < 0)
  const fallOf = (subject: string, before: number | null | undefined, now: number | null | undefined, points: number, facts: MovedFact[]): Fall[] =>
    // Not known any more is no fall by a number; the fact itself says so.
    typeof before !== 'number' || typeof now !== 'number' || before - now < points ? [] : [{ subject, title: titleOfSubject(subject), from: before, to: now, facts: facts.slice(0, FACTS_MAX) }]
  return [
    ...SETS.flatMap((set) => fallOf(set, from.scores.sets[set], to.scores.sets[set], FALL_POINTS.set, moved.filter((fact) => fact.set === set))),
    ...DIMENSIONS.flatMap(({ id }) => fallOf(id, from.scores.dimensions[id], to.scores.dimensions[id], FALL_POINTS.dimension, moved.filter(({ dimension }) => dimension === id))),
  ]
}

/** A fall that was told is told again only when it goes on by as much. */
export const isToldAlready = (fall: Pick<Fall, 'subject' | 'to'>, told: readonly { subject: string; to: number }[]): boolean =>
  told.some(({ subject, to }) => subject === fall.subject && to - fall.to < (SETS.some((set) => set === subject) ? FALL_POINTS.set : FALL_POINTS.dimension))
