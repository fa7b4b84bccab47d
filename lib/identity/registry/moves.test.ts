import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AGENT_STATUSES, type AgentStatus } from './contract'
import { mayMove, MOVES, STATE_MOVES } from './moves'

describe('the moves of an agent', () => {
  it('are these, and no others', () => {
    const allowed = AGENT_STATUSES.flatMap((from) => AGENT_STATUSES.filter((to) => mayMove(from, to)).map((to) => `${from} → ${to}`))
    expect(allowed).toEqual([
      'draft → active', 'draft → retired',
      'active → suspended', 'active → quarantined', 'active → retired',
      'suspended → active', 'suspended → quarantined', 'suspended → retired',
      'quarantined → active', 'quarantined → suspended', 'quarantined → retired',
    ]) // prettier-ignore
  })

  it('are of the row: it is approved once, and retired once', () => {
    expect(STATE_MOVES).toEqual([['draft', 'active'], ['draft', 'retired'], ['active', 'retired']])
  })

  it('never lead out of retired, nor back to draft, however long the way', () => {
    fc.assert(
      fc.property(fc.constantFrom(...AGENT_STATUSES), fc.array(fc.nat(), { maxLength: 30 }), (start, choices) => {
        let at: AgentStatus = start
        let wasRetired = at === 'retired'
        let left = at !== 'draft'
        for (const choice of choices) {
          const next: readonly AgentStatus[] = MOVES[at]
          if (next.length === 0) break
          at = next[choice % next.length] as AgentStatus
          left = left || at !== 'draft'
          if (wasRetired || (left && at === 'draft')) return false
          wasRetired = at === 'retired'
        }
        return true
      }),
    )
  })
})
