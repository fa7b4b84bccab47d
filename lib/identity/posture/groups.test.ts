import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RISK_LEVELS, type RiskLevel } from '@/lib/kernel/risk-levels'
import { FACTS } from './definitions'
import { compare, RANKED_MIN, toStored, type Cell } from './groups'

/** Agents of a team and a risk level, as many of them good in everything that is asked of all active agents. */
const cell = (of: string | null, risk: RiskLevel, good: number, total: number): Cell[] => (['team', 'platform'] as const).map((by) => ({ by, of, risk, counts: { owned: { good, total }, own_key: { good, total } } }))
const teams = (...cells: Cell[][]) => compare(toStored(cells.flat()), 'team', {})
const anyCells = fc
  .array(fc.tuple(fc.constantFrom('red', 'green', 'blue', null), fc.constantFrom(...RISK_LEVELS), fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 12 })
  .map((all) => [...new Map(all.map((one) => [`${one[0]} ${one[1]}`, one])).values()].map(([of, risk, a, b]) => cell(of, risk, Math.min(a, b), Math.max(a, b, 1))))

describe('groups side by side', () => {
  it('are held against agents of the same risk: whoever has the hard cases is not below for having them', () => {
    // High risk is harder in this estate; both teams do exactly as the estate does with what they have.
    const [hard, easy] = [[cell('hard', 'high', 5, 10), cell('hard', 'low', 2, 2)], [cell('easy', 'high', 1, 2), cell('easy', 'low', 10, 10)]]
    const found = teams(...hard, ...easy)
    expect(found.map(({ of, difference, rank }) => [of, difference, rank])).toEqual([['easy', 0, 1], ['hard', 0, 1]])
    expect(found.find(({ of }) => of === 'hard')?.score).toBeLessThan(found.find(({ of }) => of === 'easy')?.score ?? 0)
    expect(found.map(({ mix_note }) => mix_note)).toEqual(['17 % at high or critical risk, 50 % in the estate', '83 % at high or critical risk, 50 % in the estate'])
  })

  it('are ranked by how far each is from that, and not where they are too few', () => {
    const found = teams(cell('better', 'low', 9, 10), cell('worse', 'low', 5, 10), cell('tiny', 'low', 4, 4))
    expect(found.map(({ of, rank, small }) => [of, rank, small])).toEqual([['better', 1, false], ['worse', 2, false], ['tiny', null, true]])
  })

  it('by risk are shown as they are, and not ranked', () => {
    const found = compare(toStored([cell('a', 'high', 1, 10), cell('b', 'high', 3, 10), cell('a', 'low', 9, 9)].flat()), 'risk', {})
    expect(found.map(({ of, agents, rank, expected }) => [of, agents, rank, expected])).toEqual([['low', 9, null, null], ['high', 20, null, null]])
  })

  it('add up to the estate, lose no agent, and rank none that is small (property)', () => {
    fc.assert(
      fc.property(anyCells, (cells) => {
        const stored = toStored(cells.flat())
        const found = compare(stored, 'team', {})
        const risks = compare(stored, 'risk', {})
        const agents = cells.reduce((sum, [one]) => sum + (one?.counts['owned']?.total ?? 0), 0)
        expect(found.reduce((sum, group) => sum + group.agents, 0) + stored.left_out.team.agents).toBe(agents)
        expect(risks.reduce((sum, group) => sum + group.agents, 0)).toBe(agents)
        for (const group of found) {
          expect(group.rank === null).toBe(group.agents < RANKED_MIN)
          expect((group.score ?? 0) >= 0 && (group.score ?? 0) <= 100).toBe(true)
        }
        // Weighted by its agents, no better than expected is balanced by no worse: the estate is what it is.
        const sum = found.reduce((total, group) => total + (group.difference ?? 0) * group.agents, 0)
        expect(Math.abs(sum) / agents).toBeLessThan(0.2) // each is rounded to a tenth
      }),
    )
  })

  it('are the largest where there are too many, and say what is left out', () => {
    const many = Array.from({ length: 50 }, (_, n) => cell(`team-${n}`, 'low', 1, n + 1))
    const stored = toStored(many.flat())
    expect([stored.team.length, stored.left_out.team]).toEqual([40, { groups: 10, agents: 55 }])
    expect(compare(stored, 'risk', {})[0]?.agents).toBe(1275)
    expect(FACTS.some(({ id }) => id === 'owned')).toBe(true) // what agents are counted by
  })
})
