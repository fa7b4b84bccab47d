import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '@/lib/kernel/canonical-json'
import { canonicalText } from './canonical-text'

/** Any string at all, half characters too; keys that are numbers, which objects put first. */
const string = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constantFrom('"', '\\', '\u0000', '\u007f', '\u2028', '\ud83d', '\udc00\ud800', '😀'))
const key = fc.oneof(string, fc.nat(200).map(String), fc.constantFrom('__proto__', 'toString', ''))
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    string,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom<unknown>(null, true, false, 0, -0, 1e21, 5e-324, 0.1 + 0.2),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6, noNullPrototype: true }),
  ),
}))

const result = (work: () => string): string | null => {
  try {
    return work()
  } catch {
    return null
  }
}

describe('the text of an entry', () => {
  it('is the canonical JSON of RFC 8785, and none where there is none', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(result(() => canonicalText(one))).toBe(result(() => canonicalJson(one)))
      }),
      { numRuns: 1_000 },
    )
  })

  it('is not made of what JSON cannot hold', () => {
    for (const odd of [undefined, Number.NaN, Infinity, 1n, () => 1, { a: [undefined] }, 'half \ud800', { 'half \udfff': 1 }]) expect(() => canonicalText(odd)).toThrow()
  })
})
