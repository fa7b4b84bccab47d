import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LAPSE_KINDS, LAPSE_NUMBERS, LapseNumbers } from './lapse-contract'
import { lapseOf, type LapsingAgent } from './lapse'

const DAY = 86_400_000
const NUMBERS: LapseNumbers = { ...LAPSE_NUMBERS, reconfirm: true, inactive: true, low: 100, inactive_days: 30, notice_days: 10, grace_days: 5 }
const agent = (over: Partial<LapsingAgent> = {}): LapsingAgent => ({ risk: 'low', createdAt: 0, confirmedAt: null, lastActiveAt: null, ...over })
const at = (days: number) => days * DAY

describe('an agent that nobody confirms', () => {
  const of = (now: number, over: Partial<LapsingAgent> = {}, told: Parameters<typeof lapseOf>[3] = null) => lapseOf('reconfirm', NUMBERS, agent(over), told, at(now))
  it('is told of ten days before, is due, and stops after its grace', () => {
    expect(of(89)).toEqual({ phase: 'fine', dueAt: at(100), stopsAt: at(105) })
    expect(of(90)).toEqual({ phase: 'notice', dueAt: at(100), stopsAt: at(105) })
    const told = { toldAt: at(90), dueAt: at(100), stopsAt: at(105) }
    expect([of(99, {}, told), of(100, {}, told), of(104, {}, told), of(105, {}, told)].map((one) => one?.phase)).toEqual(['notice', 'grace', 'grace', 'over'])
  })
  it('is told of in full where it was due long ago: no number stops anything without notice', () => {
    expect(of(400)).toEqual({ phase: 'notice', dueAt: at(410), stopsAt: at(415) })
  })
  it('begins anew when somebody confirms it, and has its own days by its risk', () => {
    expect(of(105, { confirmedAt: at(104) }, { toldAt: at(90), dueAt: at(100), stopsAt: at(105) })).toMatchObject({ phase: 'fine', dueAt: at(204) })
    expect(of(49, { risk: 'critical' })).toMatchObject({ phase: 'fine', dueAt: at(60) })
  })
  it('does not lapse where that is off', () => {
    expect(lapseOf('reconfirm', { ...NUMBERS, reconfirm: false }, agent(), null, at(1_000))).toBeNull()
  })
})

describe('an agent that is not used', () => {
  it('is told of after thirty days, and use, or a word that it may rest, puts that off', () => {
    const of = (now: number, over: Partial<LapsingAgent> = {}) => lapseOf('inactive', NUMBERS, agent(over), null, at(now))
    expect(of(29)?.phase).toBe('fine')
    expect(of(30)).toEqual({ phase: 'notice', dueAt: at(40), stopsAt: at(45) })
    expect(of(30, { lastActiveAt: at(1) })?.phase).toBe('fine')
    expect(of(30, { confirmedAt: at(2), lastActiveAt: at(1) })).toMatchObject({ phase: 'fine', dueAt: at(42) })
  })
})

describe('numbers that change', () => {
  const days = fc.integer({ min: 30, max: 730 })
  const numbers = fc.record({ reconfirm: fc.constant(true), inactive: fc.constant(true), low: days, medium: days, high: days, critical: days, inactive_days: fc.integer({ min: 7, max: 365 }), notice_days: fc.integer({ min: 1, max: 29 }), grace_days: fc.integer({ min: 0, max: 90 }) })
  const kind = fc.constantFrom(...LAPSE_KINDS)
  it('stop nothing sooner than people were told, and nothing sooner than they say themselves', () => {
    fc.assert(
      fc.property(kind, numbers, numbers, fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 300 }), (which, before, after, when, later) => {
        const told = lapseOf(which, before, agent(), null, at(when))
        if (!told || told.phase === 'fine') return
        const now = lapseOf(which, after, agent(), { toldAt: at(when), ...told }, at(when + later))
        if (now?.phase !== 'over') return
        expect(at(when + later)).toBeGreaterThanOrEqual(told.stopsAt)
        expect(later).toBeGreaterThanOrEqual(after.notice_days + after.grace_days)
      }),
    )
  })
})

describe('what is taken for numbers', () => {
  it.each([['low', 29], ['low', 731], ['critical', 0], ['inactive_days', 6], ['inactive_days', 366], ['notice_days', 0], ['notice_days', 30], ['grace_days', -1], ['grace_days', 91], ['grace_days', 1.5]] as const)('is not %s %d', (name, value) => {
    expect(LapseNumbers.safeParse({ ...NUMBERS, [name]: value }).success).toBe(false)
  })
  it('is what a form begins with', () => {
    expect(LapseNumbers.parse(LAPSE_NUMBERS)).toEqual(LAPSE_NUMBERS)
  })
})
