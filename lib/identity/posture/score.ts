import { LEVELS, type Level, type PostureSet } from './contract'
import { DIMENSIONS, FACTS, type DimensionId, type Fact } from './definitions'

/** What a fact's query counted. Total 0: there was nothing to measure. */
export type Counted = { good: number; total: number }
export type Counts = Readonly<Record<string, Counted>>
export type Weights = Readonly<Record<string, number>>
export type Scores = { sets: Record<PostureSet, number | null>; dimensions: Record<DimensionId, number | null> }

export const weightOf = ({ id, weight }: Pick<Fact, 'id' | 'weight'>, weights: Weights): number => weights[id] ?? weight
/** Null: not known, which is not nought and never good. */
export const shareOf = (counted: Counted | undefined): number | null => (counted && counted.total > 0 ? Math.min(1, Math.max(0, counted.good / counted.total)) : null)

/**
 * Scores of 0 to 100. A dimension is the weighted mean of the shares of all its facts, where one that is unknown adds
 * nothing and still weighs: what nobody can measure is never taken for good, and to measure it never costs a point. A
 * dimension of which nothing is measured is unknown; so is a set of which no dimension is known.
 *
 * INVARIANT: with the same weights, a larger share of any fact, or a share where there was none, lowers no score.
 */
export function scoresOf(counts: Counts, weights: Weights): Scores {
  const dimensions = Object.fromEntries(DIMENSIONS.map(({ id }) => [id, dimensionScore(id, counts, weights)])) as Scores['dimensions']
  const setScore = (set: PostureSet): number | null => {
    const own = DIMENSIONS.filter((dimension) => dimension.set === set).map(({ id }) => dimensions[id])
    return own.every((score) => score === null) ? null : rounded(own.reduce<number>((sum, score) => sum + (score ?? 0), 0) / own.length)
  }
  return { sets: { identity: setScore('identity'), operation: setScore('operation') }, dimensions }
}

function dimensionScore(dimension: DimensionId, counts: Counts, weights: Weights): number | null {
  const weighed = FACTS.filter((fact) => fact.dimension === dimension).map((fact) => ({ weight: weightOf(fact, weights), share: shareOf(counts[fact.id]) }))
  const weight = weighed.reduce((sum, one) => sum + one.weight, 0)
  if (weight === 0 || weighed.every(({ share, weight: own }) => share === null || own === 0)) return null
  return rounded((100 * weighed.reduce((sum, one) => sum + one.weight * (one.share ?? 0), 0)) / weight)
}

/** What a dimension comes to when each of its facts stands at its threshold. */
export function targetOf(dimension: DimensionId, weights: Weights): number {
  const own = FACTS.filter((fact) => fact.dimension === dimension)
  const weight = own.reduce((sum, fact) => sum + weightOf(fact, weights), 0)
  return weight === 0 ? 0 : rounded((100 * own.reduce((sum, fact) => sum + weightOf(fact, weights) * fact.threshold, 0)) / weight)
}

/** Points that a fact, met in full, would add to its set's score. */
export function gainOf(fact: Fact, counts: Counts, weights: Weights): number {
  const set = DIMENSIONS.find(({ id }) => id === fact.dimension)?.set
  const ofSet = DIMENSIONS.filter((dimension) => dimension.set === set).length
  const weight = FACTS.filter(({ dimension }) => dimension === fact.dimension).reduce((sum, one) => sum + weightOf(one, weights), 0)
  return weight === 0 ? 0 : (100 * weightOf(fact, weights) * (1 - (shareOf(counts[fact.id]) ?? 0))) / weight / ofSet
}

/** Five equal steps. */
export const levelOf = (score: number | null): Level | null => (score === null ? null : (LEVELS[Math.min(4, Math.floor(score / 20))] as Level))

const rounded = (score: number): number => Math.round(score * 10) / 10
