import { expect, test } from 'vitest'
import { setOut, stillHere } from './departures'

test('whoever asked before somebody set out hears of it, and whoever asks afterwards does not', () => {
  const before = stillHere()
  expect(before()).toBe(true)
  setOut()
  const after = stillHere()
  expect([before(), after()]).toEqual([false, true])
})
