import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DIMENSIONS, FACTS, MEASURED, QUESTIONS } from './definitions'
import { FRAMEWORKS } from './frameworks'
import { SOURCES } from './internal/sources'
import { frameworkViews, factView } from './internal/views'
import { gainOf, levelOf, scoresOf, shareOf, targetOf, weightOf, type Counts, type Weights } from './score'

const ids = FACTS.map(({ id }) => id)
const counted = fc.integer({ min: 0, max: 50 }).chain((total) => fc.record({ good: fc.integer({ min: 0, max: total }), total: fc.constant(total) }))
/** Some facts counted, some with nothing to count, some never asked. */
const anyCounts: fc.Arbitrary<Counts> = fc.dictionary(fc.constantFrom(...ids), counted)
const anyWeights: fc.Arbitrary<Weights> = fc.dictionary(fc.constantFrom(...ids), fc.integer({ min: 0, max: 5 }))
const all = (counts: Counts, weights: Weights) => {
  const { sets, dimensions } = scoresOf(counts, weights)
  return { ...sets, ...dimensions } as Record<string, number | null>
}
/** Unknown is below every score. */
const place = (score: number | null | undefined) => score ?? -1

describe('the score', () => {
  it('is between 0 and 100 or unknown, and the same for the same facts', () => {
    fc.assert(
      fc.property(anyCounts, anyWeights, (counts, weights) => {
        const scores = all(counts, weights)
        for (const score of Object.values(scores)) expect(score === null || (score >= 0 && score <= 100)).toBe(true)
        const shuffled = Object.fromEntries(Object.entries(counts).reverse())
        expect(all(structuredClone(shuffled), structuredClone(weights))).toEqual(scores)
      }),
    )
  })

  it('is never lowered by doing better, nor by measuring what was unknown', () => {
    fc.assert(
      fc.property(anyCounts, anyWeights, fc.constantFrom(...ids), fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 50 }), (counts, weights, id, more, total) => {
        const now = counts[id]
        const better = now && now.total > 0 ? { good: Math.min(now.total, now.good + more), total: now.total } : { good: Math.min(more, total), total }
        const [before, after] = [all(counts, weights), all({ ...counts, [id]: better }, weights)]
        for (const name of Object.keys(before)) expect(place(after[name]), name).toBeGreaterThanOrEqual(place(before[name]))
      }),
    )
  })

  it('is never raised by a row that is worse, or by losing a good row for a bad one', () => {
    fc.assert(
      fc.property(anyCounts, anyWeights, fc.constantFrom(...ids), (counts, weights, id) => {
        const now = counts[id]
        if (!now || now.good === 0) return
        const worse = { good: now.good - 1, total: now.total }
        const [before, after] = [all(counts, weights), all({ ...counts, [id]: worse }, weights)]
        for (const name of Object.keys(before)) expect(place(after[name]), name).toBeLessThanOrEqual(place(before[name]))
      }),
    )
  })

  it('takes nothing unknown for good: without it measured, no score is above what it is with all of it good', () => {
    fc.assert(
      fc.property(anyCounts, anyWeights, fc.constantFrom(...ids), (counts, weights, id) => {
        const unknown = { ...counts, [id]: { good: 0, total: 0 } }
        const [without, good, bad] = [all(unknown, weights), all({ ...counts, [id]: { good: 9, total: 9 } }, weights), all({ ...counts, [id]: { good: 0, total: 9 } }, weights)]
        for (const name of Object.keys(without)) {
          expect(place(without[name]), name).toBeLessThanOrEqual(place(good[name]))
          expect(place(without[name]), name).toBeLessThanOrEqual(place(bad[name]))
        }
        expect(shareOf(unknown[id])).toBeNull()
      }),
    )
  })

  it('is unknown where nothing of a dimension is measured, whatever is measured elsewhere', () => {
    const everything = Object.fromEntries(FACTS.filter(({ source }) => source !== null).map(({ id }) => [id, { good: 1, total: 1 }]))
    const { sets, dimensions } = scoresOf(everything, {})
    expect(dimensions.federation).toBeNull()
    expect(dimensions.monitoring).toBeNull()
    expect(dimensions.revocation).toBe(100)
    expect(sets.identity).toBeLessThan(100) // an unknown dimension is not left out of the mean
    expect(scoresOf({}, {}).sets).toEqual({ identity: null, operation: null })
  })

  it('has five equal levels', () => {
    expect([null, 0, 19.9, 20, 59.9, 60, 80, 100].map(levelOf)).toEqual([null, 'initial', 'initial', 'developing', 'defined', 'managed', 'optimizing', 'optimizing'])
  })

  it('says what a gap is worth: met in full, the set gains exactly that', () => {
    fc.assert(
      fc.property(anyCounts, fc.constantFrom(...FACTS), (counts, fact) => {
        const set = DIMENSIONS.find(({ id }) => id === fact.dimension)?.set ?? 'identity'
        const known = { ...counts, [fact.id]: counts[fact.id]?.total ? (counts[fact.id] as { good: number; total: number }) : { good: 0, total: 1 } }
        const met = { ...known, [fact.id]: { good: 7, total: 7 } }
        const gained = (scoresOf(met, {}).sets[set] ?? 0) - (scoresOf(known, {}).sets[set] ?? 0)
        expect(Math.abs(gained - gainOf(fact, known, {}))).toBeLessThan(0.2) // each score is rounded to a tenth
      }),
    )
  })
})

describe('the definitions', () => {
  it('name each fact once, with everything that a reader needs', () => {
    expect(new Set(MEASURED.map(({ id }) => id)).size).toBe(MEASURED.length)
    for (const { weight, source } of QUESTIONS) expect([weight, source]).toEqual([0, expect.any(String)]) // counted, and no part of a score
    for (const fact of FACTS) {
      expect(fact.id).toMatch(/^[a-z_]{3,40}$/)
      expect([fact.title, fact.formula, ...fact.references].every((text) => text.length > 3), fact.id).toBe(true)
      expect(fact.references.length, fact.id).toBeGreaterThan(0)
      expect(fact.threshold > 0 && fact.threshold <= 1 && fact.weight >= 1 && fact.weight <= 5 && fact.effort >= 1 && fact.effort <= 3, fact.id).toBe(true)
    }
  })
  it('use every source, and say of each fact without one what would have to exist', () => {
    expect(new Set(MEASURED.flatMap(({ source }) => source ?? []))).toEqual(new Set(Object.keys(SOURCES)))
    for (const fact of FACTS) if (fact.source === null) expect([fact.id, fact.needs?.length ?? 0]).not.toContain(0)
  })
  it('leave no dimension without a fact, and set a target for each', () => {
    for (const { id } of DIMENSIONS) {
      expect(FACTS.some(({ dimension }) => dimension === id), id).toBe(true)
      expect(targetOf(id, {})).toBeGreaterThan(0)
    }
  })
  it('are what every framework’s controls point to, and nothing there claims compliance', () => {
    for (const { controls } of FRAMEWORKS) for (const control of controls) for (const id of control.facts) expect(ids, `${control.id} names ${id}`).toContain(id)
    expect(JSON.stringify(FRAMEWORKS)).not.toMatch(/complian|certif(?:ied|icate)/i)
    expect(weightOf({ id: 'owned', weight: 5 }, { owned: 2 })).toBe(2)
  })
})

describe('a control', () => {
  it('is supported only where all of its facts are known and met', () => {
    const stateOf = (own: Counts) => frameworkViews(FACTS.map((fact) => factView(fact, own, {}))).find(({ id }) => id === 'owasp_nhi')?.controls.find(({ id }) => id === 'NHI4')?.state
    const [met, gap] = [{ good: 2, total: 2 }, { good: 1, total: 2 }]
    expect(stateOf({})).toBe('unknown')
    expect(stateOf({ own_key: met })).toBe('partly')
    expect(stateOf({ own_key: met, passkeys: gap })).toBe('gaps')
    expect(stateOf({ own_key: met, passkeys: met, hops_own_key: met })).toBe('supports')
  })
})
