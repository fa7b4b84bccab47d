import { expect, it } from 'vitest'
import { axisTop } from './axis-top'

it('is at least the highest value, at most twice it, and can be halved', () => {
  for (const highest of [2, 3, 5, 7, 9, 10, 11, 37, 99, 100, 101, 4_321]) {
    const top = axisTop(highest)
    expect(top, String(highest)).toBeGreaterThanOrEqual(highest)
    expect(top, String(highest)).toBeLessThanOrEqual(2 * highest)
    expect(top % 2, String(highest)).toBe(0)
  }
  expect([axisTop(0), axisTop(1)]).toEqual([1, 1])
})
