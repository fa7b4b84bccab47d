import { describe, expect, it } from 'vitest'
import type { ChainEdge } from './chain-types'
import { hopSentence, lifetime, narrowing } from './edge-words'
import { initials } from './initials'
import { visibleName } from './visible-name'

const edge: ChainEdge = { id: 'e', from: 'a', to: 'b', scopesIn: ['x', 'y', 'z'], scopesOut: ['x'], dropped: ['y', 'z'], issuedAt: '2026-01-01T10:00:00Z', expiresAt: '2026-01-01T10:05:00Z' }
const chain = { nodes: [{ id: 'a', kind: 'person', name: 'M. Ito' } as const], edges: [edge] }

describe('a hop in words', () => {
  it('says what was passed on, and to whom even when that is not known', () => {
    expect(narrowing(edge)).toBe('3 → 1 scope')
    expect(narrowing({ ...edge, scopesOut: ['x', 'y', 'z'] })).toBe('3 scopes')
    expect(hopSentence(chain, edge)).toBe('M. Ito passes 1 of 3 scopes to an unknown party')
    expect(hopSentence(chain, { ...edge, ended: { at: '', reason: 'suspended' } })).toContain('cut: suspended')
  })
  it('never claims more life than there is', () => {
    expect(lifetime(edge)).toBe('5 min')
    expect(lifetime({ ...edge, expiresAt: '2026-01-01T10:00:59.9Z' })).toBe('59 s')
    expect(lifetime({ ...edge, expiresAt: '2026-01-03T09:59:00Z' })).toBe('47 h')
    expect(lifetime({ ...edge, expiresAt: '2025-01-01T10:00:00Z' })).toBeNull()
    expect(lifetime({ ...edge, expiresAt: undefined })).toBeNull()
  })
})

describe('initials', () => {
  it.each([
    ['Mari Ito', 'MI'],
    ['M. Ito', 'MI'],
    ['Åsa', 'Å'],
    ['🦊 fox', '🦊F'],
    ['   ', '?'],
  ])('of %s are %s', (name, letters) => {
    expect(initials(name)).toBe(letters)
  })
})

describe('a name that is shown', () => {
  it('hides nothing that could change how it reads', () => {
    expect(visibleName('\u202Etob-live\u202C')).toBe('\uFFFDtob-live\uFFFD')
    expect(visibleName('pay\u200Broll\n\u001B[31m')).toBe('pay\uFFFDroll\uFFFD\uFFFD[31m')
  })
  it('leaves every script as it is', () => {
    for (const name of ['伊藤 真理', 'مريم', 'Åsa 🦊', 'क्\u200Dष']) expect(visibleName(name)).toBe(name)
  })
})
