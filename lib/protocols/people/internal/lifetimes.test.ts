import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chosenSeconds, inWords, lifetimes } from './lifetimes'

describe('for how long', () => {
  it.each([
    [undefined, ['15 minutes', '1 hour', '8 hours'], '8 hours'],
    ['3600', ['15 minutes', '1 hour'], '1 hour'],
    ['600', ['10 minutes'], '10 minutes'],
    ['5400', ['15 minutes', '1 hour', '90 minutes'], '90 minutes'],
    ['2592000', ['15 minutes', '1 hour', '8 hours', '30 days'], '8 hours'],
    ['99999999', ['15 minutes', '1 hour', '8 hours', '30 days'], '8 hours'],
    ['-5', ['15 minutes', '1 hour', '8 hours'], '8 hours'],
    ['1e9', ['15 minutes', '1 hour', '8 hours', '30 days'], '8 hours'],
    [['60'], ['15 minutes', '1 hour', '8 hours'], '8 hours'],
  ])('asked %j: %j, chosen %s', (asked, labels, chosen) => {
    const offered = lifetimes(asked)
    expect(offered.options.map(({ label }) => label)).toEqual(labels)
    expect(inWords(offered.chosen)).toBe(chosen)
  })

  it('[16] is never longer than asked for, whatever comes back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 3_000_000 }), fc.oneof(fc.string(), fc.integer().map(String)), (asked, answer) => {
        const offered = lifetimes(String(asked))
        const seconds = chosenSeconds(answer, offered)
        expect(seconds === null || (seconds >= 60 && seconds <= Math.min(asked, 2_592_000))).toBe(true)
        expect(chosenSeconds(String(offered.chosen), offered)).toBe(offered.chosen)
      }),
    )
  })
})
