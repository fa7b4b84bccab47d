import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const css = readFileSync(fileURLToPath(new URL('./tokens.css', import.meta.url)), 'utf8')
const PAIR = /--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g
const SINGLE = /--([a-z0-9-]+):\s*(#[0-9a-f]{6});/g

const tokens = { light: new Map<string, string>(), dark: new Map<string, string>() }
for (const [, name = '', light = '', dark = ''] of css.matchAll(PAIR)) {
  tokens.light.set(name, light)
  tokens.dark.set(name, dark)
}
for (const [, name = '', both = ''] of css.matchAll(SINGLE)) {
  tokens.light.set(name, both)
  tokens.dark.set(name, both)
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG 2.2, 1.4.3. */
function contrast(theme: 'light' | 'dark', over: string, under: string): number {
  const [a, b] = [over, under].map((name) => {
    const hex = tokens[theme].get(name)
    if (!hex) throw new Error(`no token \`${name}\``)
    return luminance(hex)
  }) as [number, number]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

const GROUNDS = ['canvas', 'surface', 'sunken', 'hover', 'selected']
const TEXTS = ['ink', 'ink-2', 'ink-3']
const ON_ITS_OWN = [
  ['on-strong', 'strong'],
  ['on-signal', 'signal-solid'],
  ['on-signal', 'signal-solid-hover'],
  ['signal', 'signal-wash'],
  ['caution', 'caution-wash'],
  ['calm', 'calm-wash'],
  ['ink', 'signal-wash'],
  ['ink', 'caution-wash'],
  ['ink-3', 'signal-wash'],
] as const

describe.each(['light', 'dark'] as const)('contrast in the %s theme', (theme) => {
  it.each(TEXTS.flatMap((text) => GROUNDS.map((ground) => [text, ground])))('%s can be read on %s', (text = '', ground = '') => {
    expect(contrast(theme, text, ground)).toBeGreaterThanOrEqual(4.5)
  })
  it.each(['signal', 'caution', 'calm'].flatMap((text) => ['canvas', 'surface', 'hover', 'selected'].map((ground) => [text, ground])))('%s can be read on %s', (text = '', ground = '') => {
    expect(contrast(theme, text, ground)).toBeGreaterThanOrEqual(4.5)
  })
  it.each(ON_ITS_OWN)('%s can be read on %s', (text, ground) => {
    expect(contrast(theme, text, ground)).toBeGreaterThanOrEqual(4.5)
  })
  it.each(['edge', 'focus', 'cord', 'signal-solid'].flatMap((part) => ['canvas', 'surface'].map((ground) => [part, ground])))('%s can be seen on %s', (part = '', ground = '') => {
    expect(contrast(theme, part, ground)).toBeGreaterThanOrEqual(3)
  })
})
