import { describe, expect, it } from 'vitest'
import { callsFinding } from './calls-finding'

const hour = (allowed: number, denied: number) => ({ hour: '2026-01-01T00:00:00.000Z', allowed, denied })

describe('the title of the chart of calls', () => {
  it.each([
    [[], 'No agent called a tool in the last 24 hours'],
    [[hour(0, 0)], 'No agent called a tool in the last 24 hours'],
    [[hour(2, 0), hour(1, 0)], 'Nothing denied in 3 calls'],
    [[hour(0, 1)], 'Nothing allowed in 1 call'],
    [[hour(3, 1)], '1 of 4 calls denied, 25 %'],
    [[hour(999, 1)], '1 of 1,000 calls denied, under 1 %'],
  ])('says of %j: %s', (hours, title) => expect(callsFinding(hours)).toBe(title))
})
