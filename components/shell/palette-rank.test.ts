import { describe, expect, it } from 'vitest'
import { paletteRank } from './palette-rank'

describe('the rank of a command', () => {
  it('puts the beginning of a name before its middle', () => {
    expect(paletteRank(['Delegations'], 'del')).toBeGreaterThan(paletteRank(['quick delegations'], 'del'))
    expect(paletteRank(['quick-delegations'], 'del')).toBeGreaterThan(paletteRank(['modelling'], 'del'))
  })
  it('wants every word, wherever it stands', () => {
    expect(paletteRank(['inv-bot', 'finance'], 'bot fin')).toBeGreaterThan(0)
    expect(paletteRank(['inv-bot', 'finance'], 'bot hr')).toBe(0)
    expect(paletteRank(['Ledger'], 'del')).toBe(0)
  })
  it('keeps everything while nothing is typed', () => {
    expect(paletteRank(['Ledger'], '  ')).toBe(1)
  })
})
