import { expect, it } from 'vitest'
import { dueWords, readDue } from './due'

it('says minutes in the largest unit that leaves no rest, and reads them back', () => {
  for (const [minutes, words] of [[15, '15 min'], [90, '90 min'], [240, '4 h'], [1_440, '1 d'], [10_080, '7 d']] as const) {
    expect(dueWords(minutes)).toBe(words)
    expect(readDue(words)).toBe(minutes)
  }
})

it('knows no time from one that cannot be read', () => {
  expect(readDue('  ')).toBeNull()
  expect(readDue('4H')).toBe(240)
  for (const text of ['soon', '4', '0 min', '-1 h', '4 weeks', '1.5 h']) expect(readDue(text), text).toBeUndefined()
})
