import { describe, expect, it } from 'vitest'
import { formatTime, formatUtc, relativeTime } from './time-format'

const instant = new Date('2026-03-29T00:59:58.004Z')

describe('a time', () => {
  it('is written in the zone it is read in', () => {
    expect(formatTime(instant, 'UTC', 'datetime')).toBe('29 Mar 2026, 00:59:58')
    expect(formatTime(instant, 'Asia/Tokyo', 'datetime')).toBe('29 Mar 2026, 09:59:58')
    expect(formatTime(instant, 'America/New_York', 'date')).toBe('28 Mar 2026')
  })
  it('follows a change of the clocks', () => {
    expect(formatTime(instant, 'Europe/Berlin', 'time')).toBe('01:59:58')
    expect(formatTime(new Date(instant.getTime() + 2_000), 'Europe/Berlin', 'time')).toBe('03:00:00')
  })
  it('keeps its milliseconds in UTC', () => {
    expect(formatUtc(instant)).toBe('2026-03-29 00:59:58.004 UTC')
  })
  it('says so when it is none', () => {
    for (const said of [formatTime(new Date('x'), 'UTC', 'time'), formatUtc(new Date('x')), relativeTime(new Date('x'), instant)]) expect(said).toBe('unknown time')
  })
})

describe('how long ago', () => {
  it.each([
    [-999, 'now'],
    [-1_000, '1 s ago'],
    [-59_999, '59 s ago'],
    [-60_000, '1 min ago'],
    [-3_599_999, '59 min ago'],
    [-86_400_000, '1 d ago'],
    [12_400, 'in 12 s'],
  ])('%i ms is "%s"', (offset, said) => {
    expect(relativeTime(new Date(instant.getTime() + offset), instant)).toBe(said)
  })
})
