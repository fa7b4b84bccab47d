import { describe, expect, it } from 'vitest'
import { millisecondSpread } from './millisecond-spread'

describe('the spread of receipts', () => {
  it('names measured values only', () => {
    expect(millisecondSpread([90, 10, 30])).toEqual({ p50: 30, p99: 90 })
    expect(millisecondSpread([7])).toEqual({ p50: 7, p99: 7 })
  })
  it('claims nothing where nothing was measured', () => {
    expect(millisecondSpread([])).toBeNull()
  })
})
