import { describe, expect, it } from 'vitest'
import { compareFinding, rowsHref, type Group } from './compare-words'

const group = (of: string | null, over: Partial<Group>): Group => ({ of, agents: 9, score: 50, expected: 60, difference: -10, rank: 1, small: false, mix: [], mix_note: null, facts: [], ...over })

describe('the finding of a comparison', () => {
  it('names the group that is furthest below what is expected of it, and none that is too small', () => {
    const [fine, worst, tiny] = [group('A', { difference: 4, rank: 1 }), group('B', { rank: 2 }), group('C', { rank: null, small: true, difference: -60, score: 0 })]
    expect(compareFinding({ by: 'team', groups: [fine, worst, tiny] })).toBe('B is furthest below what its risk lets expect: 50 of 60')
    expect(compareFinding({ by: 'team', groups: [fine, tiny] })).toBe('No group is below what its risk lets expect')
    expect(compareFinding({ by: 'team', groups: [tiny] })).toBe('Every group is too small to be ranked')
  })
  it('opens the rows of the group alone, also of those that belong to none', () => {
    expect(rowsHref('owned', 'team', 'R & D')).toBe('/maturity/facts/owned?by=team&of=R+%26+D')
    expect(rowsHref('owned', 'team', null, 'all')).toBe('/maturity/facts/owned?show=all&by=team')
  })
})
