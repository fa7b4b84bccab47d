import { describe, expect, it } from 'vitest'
import { standing, type Unsubmitted } from './when-due'

const AT = Date.parse('2026-06-01T12:00:00.000Z')
const decided = (n: number, over: Partial<Unsubmitted> = {}): Unsubmitted => ({
  id: `i${n}`, agent_id: `a${n}`, decision: 'keep', comment: null, decided_by: 'r', decided_at: new Date(AT + n * 60_000), decided_document: 'd', reviewer_id: 'r', second: false, third: false, ...over,
}) // prettier-ignore
const agent = { ownerId: 'o', sponsorId: 's', requesters: ['w'], riskLevel: 'low' as const, status: 'active', digest: 'd' }
const around = { live: new Map([['a1', agent]]), access: new Map([['r', 'R']]), secondLook: false }

describe('what was not submitted when it is due', () => {
  it('stands where its reviewer could have submitted it, and nobody else has to agree', () => {
    expect([...standing([decided(1)], around)]).toEqual(['i1'])
  })

  it.each([
    ['needs a second person', { second: true }, {}],
    ['needs a third', { third: true }, {}],
    ['was decided by somebody whose it is not any more', { reviewer_id: 'x' }, {}],
    ['was decided by somebody without access', {}, { access: new Map() }],
    ['was decided on another document', { decided_document: 'before' }, {}],
    ['is of an agent that is gone', {}, { live: new Map() }],
    ['is of an agent that is retired', {}, { live: new Map([['a1', { ...agent, status: 'retired' }]]) }],
    ['is of high risk by now', {}, { live: new Map([['a1', { ...agent, riskLevel: 'high' as const }]]) }],
    ['was asked for by its reviewer since', {}, { live: new Map([['a1', { ...agent, requesters: ['r'] }]]) }],
  ])('counts as no answer where it %s', (_why, over, other) => {
    expect([...standing([decided(1, over)], { ...around, ...other })]).toEqual([])
  })

  it('counts as no answer where it was decided in haste and without a word, if the review gives that a second look', () => {
    const hasty = Array.from({ length: 20 }, (_, n) => decided(n, { decided_at: new Date(AT + n * 1_000), ...(n === 7 ? { comment: 'read twice' } : {}) }))
    const live = new Map(hasty.map(({ agent_id }) => [agent_id, agent]))
    expect(standing(hasty, { ...around, live }).size).toBe(20)
    expect([...standing(hasty, { ...around, live, secondLook: true })]).toEqual(['i7'])
  })
})
