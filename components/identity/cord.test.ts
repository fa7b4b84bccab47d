import { describe, expect, it } from 'vitest'
import type { Chain, ChainEdge } from './chain-types'
import { cordOf, cordWidth, GRAPH_RANGE, rootScopes, STRIP_RANGE } from './cord'

const hop = (from: string, to: string, scopesIn: string[], scopesOut: string[], ended?: ChainEdge['ended']): ChainEdge => ({
  id: `${from}-${to}`,
  from,
  to,
  scopesIn,
  scopesOut,
  dropped: scopesIn.filter((scope) => !scopesOut.includes(scope)),
  ...(ended ? { ended } : {}),
})

const chain: Chain = {
  nodes: [
    { id: 'ito', kind: 'person', name: 'M. Ito' },
    { id: 'planner', kind: 'agent', name: 'planner' },
    { id: 'bot', kind: 'agent', name: 'inv-bot' },
    { id: 'read', kind: 'tool', name: 'read_invoice' },
  ],
  edges: [hop('ito', 'planner', ['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'd']), hop('planner', 'bot', ['a', 'b', 'c', 'd'], ['a', 'b']), hop('bot', 'read', ['a', 'b'], ['a'])],
}

describe('the width of the cord', () => {
  it('is full at the root and never vanishes while a scope is left', () => {
    for (const range of [STRIP_RANGE, GRAPH_RANGE]) {
      expect(cordWidth(8, 8, range)).toBe(range.max)
      expect(cordWidth(1, 10_000, range)).toBeGreaterThan(range.min)
      expect(cordWidth(0, 8, range)).toBe(range.min)
    }
  })
  it('narrows whenever authority narrows', () => {
    const widths = [8, 7, 5, 2, 1, 0].map((held) => cordWidth(held, 8, STRIP_RANGE))
    expect([...widths].sort((a, b) => b - a)).toEqual(widths)
    expect(new Set(widths).size).toBe(widths.length)
  })
  it('keeps its bounds on numbers that cannot be', () => {
    expect(cordWidth(9, 8, STRIP_RANGE)).toBe(STRIP_RANGE.max)
    expect(cordWidth(-1, 8, STRIP_RANGE)).toBe(STRIP_RANGE.min)
    expect(cordWidth(3, 0, STRIP_RANGE)).toBe(STRIP_RANGE.min)
  })
})

describe('the cord of a chain', () => {
  it('runs from the human down and counts what each holds', () => {
    expect(rootScopes(chain)).toBe(4)
    expect(cordOf(chain).steps.map(({ node, held, live }) => [node.id, held, live])).toEqual([
      ['ito', 4, true],
      ['planner', 4, true],
      ['bot', 2, true],
      ['read', 1, true],
    ])
  })
  it('is dead at the cut and everywhere below it', () => {
    const edges = chain.edges.map((edge) => (edge.to === 'bot' ? { ...edge, ended: { at: '2026-01-01T00:00:00Z', reason: 'suspended' } } : edge))
    expect(cordOf({ ...chain, edges }).steps.map((step) => step.live)).toEqual([true, true, false, false])
  })
  it('ends on a circle and on nothing at all', () => {
    const circle: Chain = { nodes: chain.nodes.slice(0, 2), edges: [hop('ito', 'planner', ['a'], ['a']), hop('planner', 'ito', ['a'], ['a'])] }
    expect(cordOf(circle).steps).toHaveLength(2)
    expect(cordOf({ nodes: [], edges: [] }).steps).toEqual([])
  })
})
