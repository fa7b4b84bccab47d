import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FACTS } from './definitions'
import { fallsBetween, isToldAlready, movedBetween, weekBefore, type Standing } from './falls'
import { scoresOf, type Counts } from './score'

const WEIGHTS = Object.fromEntries(FACTS.map(({ id, weight }) => [id, weight]))
const all = Object.fromEntries(FACTS.filter(({ source }) => source !== null).map(({ id }) => [id, { good: 10, total: 10 }]))
const standing = (counts: Counts, over: Partial<Standing> = {}): Standing => ({ version: 2, counts, weights: WEIGHTS, scores: scoresOf(counts, {}), ...over })

describe('a fall', () => {
  it('is told with the facts that took it down, and only from so many points', () => {
    const falls = fallsBetween(standing(all), standing({ ...all, owned: { good: 0, total: 10 }, team_named: { good: 9, total: 10 } }))
    expect(falls.map(({ subject }) => subject)).toEqual(['inventory_ownership'])
    expect(falls[0]).toMatchObject({ title: 'Inventory and ownership', facts: [{ id: 'owned', from: { good: 10 }, to: { good: 0 } }, { id: 'team_named' }] })
    expect(fallsBetween(standing(all), standing({ ...all, team_named: { good: 9, total: 10 } }))).toEqual([])
  })

  it('of a set is told when several dimensions fell', () => {
    const worse = Object.fromEntries(Object.entries(all).map(([id, { total }]) => [id, { good: 5, total }]))
    expect(fallsBetween(standing(all), standing(worse)).map(({ subject }) => subject)).toEqual(expect.arrayContaining(['identity', 'operation', 'revocation']))
  })

  it('is none where definitions or weights changed, and none where it got better', () => {
    const worse = { ...all, owned: { good: 0, total: 10 } }
    expect(fallsBetween(standing(all), standing(worse, { version: 3 }))).toEqual([])
    expect(fallsBetween(standing(all), standing(worse, { weights: { ...WEIGHTS, owned: 1 } }))).toEqual([])
    expect(fallsBetween(standing(worse), standing(all))).toEqual([])
  })

  it('is told once, and again when it goes on', () => {
    expect(isToldAlready({ subject: 'identity', to: 50 }, [{ subject: 'identity', to: 50 }])).toBe(true)
    expect(isToldAlready({ subject: 'identity', to: 44 }, [{ subject: 'identity', to: 50 }])).toBe(false)
    expect(isToldAlready({ subject: 'identity', to: 50 }, [{ subject: 'operation', to: 50 }])).toBe(false)
  })
})

it('what moved adds up to what the score moved by (property)', () => {
  const counted = fc.integer({ min: 1, max: 9 }).chain((total) => fc.record({ good: fc.integer({ min: 0, max: total }), total: fc.constant(total) }))
  const counts = fc.dictionary(fc.constantFrom(...Object.keys(all)), counted).map((some) => ({ ...all, ...some }))
  fc.assert(
    fc.property(counts, counts, (from, to) => {
      for (const set of ['identity', 'operation'] as const) {
        const points = movedBetween(standing(from), standing(to)).filter((fact) => fact.set === set).reduce((sum, fact) => sum + fact.points, 0)
        const moved = (standing(to).scores.sets[set] ?? 0) - (standing(from).scores.sets[set] ?? 0)
        expect(Math.abs(points - moved)).toBeLessThan(0.5) // scores are rounded to a tenth, points to a hundredth
      }
    }),
  )
})

it('a week is held against the newest day that is a week old, or the first that there is', () => {
  const days = (...all_: string[]) => all_.map((day) => ({ day }))
  expect(weekBefore('2026-11-22', days('2026-11-21', '2026-11-16', '2026-11-15', '2026-11-10'))?.day).toBe('2026-11-15')
  expect(weekBefore('2026-11-22', days('2026-11-21', '2026-11-20'))?.day).toBe('2026-11-20')
  expect(weekBefore('2026-11-22', [])).toBeNull()
})
