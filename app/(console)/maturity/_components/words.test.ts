import { describe, expect, it } from 'vitest'
import { movedWords, pointsWords, weekFinding } from './words'

const of = (good: number, total: number) => ({ good, total })

describe('why a fact moved', () => {
  it.each([
    [of(9, 12), of(8, 12), 'one row fewer is good, one row more falls short'],
    [of(9, 12), of(9, 14), '2 rows more fall short'],
    [of(9, 12), of(11, 14), '2 rows more are good'],
    [of(9, 12), of(9, 10), '2 rows fewer fall short'],
    [of(0, 0), of(3, 4), 'measured for the first time: 3 of 4'],
    [of(3, 4), of(0, 0), 'nothing is left to measure it on'],
  ])('from %o to %o: %s', (from, to, words) => expect(movedWords({ from, to })).toBe(words))

  it('says how the scores went, and no number where there is none', () => {
    expect(weekFinding({ day: '2026-11-15', scores: { identity: 40, operation: null } }, { identity: 44.2, operation: 50 })).toBe('Since 2026-11-15, Identity rose from 40 to 44 and Operation is not known')
    expect([pointsWords(0), pointsWords(-1.25), pointsWords(2)]).toEqual(['0', '−1.3', '+2.0'])
  })
})
