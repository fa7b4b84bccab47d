import { describe, expect, it } from 'vitest'
import { sparkPath } from './spark-path'

describe('the line of a sparkline', () => {
  it('stands on nought and touches the top at the greatest', () => {
    expect(sparkPath([0, 5, 10], 80, 20)).toBe('M0.0 19.0L40.0 10.0L80.0 1.0')
  })
  it('lies flat when nothing happened, and is not there when nothing was measured', () => {
    expect(sparkPath([0, 0], 10, 20)).toBe('M0.0 19.0L10.0 19.0')
    expect(sparkPath([4], 10, 20)).toBe('')
  })
})
