import { describe, expect, it } from 'vitest'
import { layoutChain } from './chain-layout'
import { chainHeight } from './chain-metrics'
import type { Chain, ChainEdge } from './chain-types'
import { walkChain } from './chain-walk'

const hop = (from: string, to: string): ChainEdge => ({ id: `${from}>${to}`, from, to, scopesIn: ['a'], scopesOut: ['a'], dropped: [] })
const chain: Chain = {
  nodes: ['ito', 'planner', 'left', 'right'].map((id) => ({ id, name: id, kind: id === 'ito' ? 'person' : 'agent' })),
  edges: [hop('ito', 'planner'), hop('planner', 'left'), hop('planner', 'right')],
}

describe('walking a chain by the keyboard', () => {
  it('reaches every node and hop from the human down', () => {
    const seen: string[] = []
    let here = walkChain(chain, { kind: 'node', id: 'ito' }, 'ArrowDown')
    while (here) {
      seen.push(here.id)
      here = walkChain(chain, here, 'ArrowDown')
    }
    expect(seen).toEqual(['ito>planner', 'planner', 'planner>left', 'left'])
    expect(walkChain(chain, { kind: 'node', id: 'left' }, 'ArrowRight')).toEqual({ kind: 'node', id: 'right' })
    expect(walkChain(chain, { kind: 'edge', id: 'planner>right' }, 'ArrowLeft')).toEqual({ kind: 'edge', id: 'planner>left' })
  })
  it('stops at the ends', () => {
    expect(walkChain(chain, { kind: 'node', id: 'ito' }, 'ArrowUp')).toBeNull()
    expect(walkChain(chain, { kind: 'node', id: 'ito' }, 'ArrowLeft')).toBeNull()
    expect(walkChain(chain, { kind: 'node', id: 'right' }, 'ArrowRight')).toBeNull()
  })
})

describe('laying a chain out', () => {
  it('puts the human on top and no node upon another', () => {
    const { places } = layoutChain(chain)
    const y = (id: string) => places.get(id)?.y ?? Number.NaN
    expect(y('ito')).toBeLessThan(y('planner'))
    expect(y('planner')).toBeLessThan(y('left'))
    expect(y('left')).toBe(y('right'))
    expect(Math.abs((places.get('left')?.x ?? 0) - (places.get('right')?.x ?? 0))).toBeGreaterThan(208)
  })
  it('is as tall as was foretold without laying it out', () => {
    expect(chainHeight(chain)).toBe(layoutChain(chain).height)
  })
  it('survives hops to nodes that are not given', () => {
    expect(layoutChain({ nodes: chain.nodes.slice(0, 1), edges: [hop('ito', 'gone')] }).places.size).toBe(1)
  })
})
