import { describe, expect, it } from 'vitest'
import { cn } from './cn'
import { jsonTokens } from './json-tokens'
import { readTheme, readZone } from './preferences'
import { shortId } from './short-id'

describe('a short id', () => {
  it('keeps both ends', () => {
    expect(shortId('0198c2a4-7d1e-7c3b-9a42-5f0e61b7a981', 8)).toBe('0198…a981')
  })
  it('shortens nothing that is short, or that is to be kept whole', () => {
    expect(shortId('abcdefghi', 8)).toBe('abcdefghi')
    expect(shortId('0198c2a4-7d1e', 0)).toBe('0198c2a4-7d1e')
  })
})

describe('JSON, cut into pieces', () => {
  const value = { act: { sub: 'a "quoted" \\ name: <b>' }, n: [-1.5e3, true, null], empty: {}, 'odd:key': 'ends with \\' }
  const tokens = jsonTokens(JSON.stringify(value, null, 2))
  it('is the same text when joined', () => {
    expect(JSON.parse(tokens.map(({ text }) => text).join(''))).toEqual(value)
  })
  it('tells names from strings', () => {
    expect(tokens.filter(({ kind }) => kind === 'key').map(({ text }) => text)).toEqual(['"act"', '"sub"', '"n"', '"empty"', '"odd:key"'])
    expect(tokens.filter(({ kind }) => kind === 'number').map(({ text }) => text)).toEqual(['-1500'])
  })
})

describe('what a cookie says', () => {
  it('is taken for a theme only when it is one', () => {
    expect(['dark', 'light', 'system', '"><script>', undefined].map((raw) => readTheme(raw))).toEqual(['dark', 'light', 'system', 'system', 'system'])
  })
  it('is taken for a zone only when it is one', () => {
    expect(readZone('Asia/Tokyo')).toBe('Asia/Tokyo')
    expect(['Nowhere/Here', '', undefined, 'x'.repeat(99)].map((raw) => readZone(raw))).toEqual(['UTC', 'UTC', 'UTC', 'UTC'])
  })
})

describe('class names', () => {
  it('keep a size beside a colour', () => {
    expect(cn('text-2xs text-ink-3')).toBe('text-2xs text-ink-3')
    expect(cn('text-sm', 'text-2xs')).toBe('text-2xs')
  })
})
