import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStrictJson } from './strict-json'

const problemOf = (text: string) => {
  const parsed = parseStrictJson(text)
  return parsed.ok ? null : parsed.refusal
}

describe('JSON from outside', () => {
  it('is read as every parser reads it', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 6 }), (text) => {
      const parsed = parseStrictJson(text)
      if (parsed.ok) expect(parsed.value).toEqual(JSON.parse(text))
      else expect(parsed.refusal).toBe('has characters that are not text')
    }))
  })
  it('[7] has no member twice, however its name is written', () => {
    for (const text of ['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '[{"x":{"b":[],"c":"{","b":1}}]', '{"__proto__":1,"__proto__":2}']) expect(problemOf(text), text).toBe('has a member twice')
    for (const text of ['{"a":{"a":1},"b":{"a":2}}', '{"a":"a","b":"a"}', '["a","a"]', '{"a":",\\"a\\":"}', '{"a\\"":1,"a":2}']) expect(problemOf(text), text).toBeNull()
  })
  it('[7] is not ten thousand deep', () => {
    expect(problemOf('['.repeat(10_000) + ']'.repeat(10_000))).toBe('is nested deeper than 32')
    expect(problemOf('{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000))).toBe('is nested deeper than 32')
    expect(problemOf('['.repeat(32) + ']'.repeat(32))).toBeNull()
  })
  it('holds only text that can be stored', () => {
    for (const text of ['"a\\u0000"', '"\\ud800"', '{"\\udc00":1}', '[["x\\u0000"]]']) expect(problemOf(text), text).toBe('has characters that are not text')
    expect(problemOf('"\\ud83d\\ude00"')).toBeNull()
  })
  it('is JSON', () => {
    for (const text of ['', '{', '{"a"}', "{'a':1}", '{"a":1,}', 'undefined', '"', '{"a":"\\', 'NaN', '}{', '\ufeff{}']) expect(problemOf(text), text).toBe('is not JSON')
  })
})
