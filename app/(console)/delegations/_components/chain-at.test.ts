import { describe, expect, it } from 'vitest'
import type { ChainView } from '@/lib/identity/delegation/contract'
import type { EventView } from '@/lib/identity/ledger/contract'
import { chainAt, momentsOf } from './chain-at'
import { chainOf } from './chain-of'

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 9, minute)).toISOString()
const hop = (id: string, from: string, to: string, issued: number, over: Partial<ChainView['edges'][number]> = {}): ChainView['edges'][number] => ({
  id, from, to, scopes_in: ['mcp:files:read_file'], scopes_out: ['mcp:files:read_file'], dropped: [], purpose: null, issued_at: at(issued), expires_at: at(issued + 5), ended: null, claims: null, ...over,
}) // prettier-ignore
const halted = { at: at(7), reason: 'worker was halted by Ada' }
const view: ChainView = {
  autonomous: false,
  nodes: [
    { id: 'ito', kind: 'person', name: 'M. Ito' },
    { id: 'planner', kind: 'agent', name: 'planner', status: 'active' },
    { id: 'worker', kind: 'agent', name: 'worker', status: 'active' },
  ],
  edges: [hop('h1', 'ito', 'planner', 1), hop('h2', 'planner', 'worker', 4, { ended: halted })],
  mandate: { id: 'm', kind: 'person', person: { id: 'ito', name: 'M. Ito' }, agent: { id: 'planner', name: 'planner' }, purpose: 'a purpose', scopes: [], created_at: at(0), expires_at: at(60), ended: null },
  halts: [{ order_id: 'o', agent_id: 'worker', at: at(7), by: 'Ada', reason: null, lifted: { at: at(9), by: 'Grace' } }],
}
const event = { id: 'e', at: at(5), action: 'tool.call', result: 'allowed', tool: 'read_file', server: 'files', reason: null, outcome: null } as unknown as EventView
const drawn = chainOf(view, event)
const seen = (minute: number) => {
  const chain = chainAt(drawn, view, at(minute))
  return { nodes: chain.nodes.map(({ name, status }) => (status ? `${name} ${status}` : name)), edges: chain.edges.map(({ id, ended }) => (ended ? `${id} ${ended.reason}` : id)) }
}

describe('a chain at a moment', () => {
  it('has no hop that was not issued yet, and nobody whom it would lead to', () => {
    expect(seen(0)).toEqual({ nodes: ['M. Ito'], edges: [] })
    expect(seen(3)).toEqual({ nodes: ['M. Ito', 'planner active'], edges: ['h1'] })
    expect(seen(4)).toEqual({ nodes: ['M. Ito', 'planner active', 'worker active'], edges: ['h1', 'h2'] })
    expect(seen(5)).toEqual({ nodes: ['M. Ito', 'planner active', 'worker active', 'read_file'], edges: ['h1', 'h2', 'e'] })
  })

  it('says of what had ended when and why, and nothing of what was to come', () => {
    expect(seen(6).edges).toEqual(['h1 expired', 'h2', 'e'])
    expect(seen(7)).toEqual({ nodes: ['M. Ito', 'planner active', 'worker suspended', 'read_file'], edges: ['h1 expired', 'h2 worker was halted by Ada', 'e'] })
    // Restored, it may be issued new tokens; this one stays dead, and for the reason that it died of.
    expect(seen(9)).toEqual({ nodes: ['M. Ito', 'planner active', 'worker active', 'read_file'], edges: ['h1 expired', 'h2 worker was halted by Ada', 'e'] })
    const everything = { ...view, halts: [{ ...view.halts[0], agent_id: null, lifted: null }] } as ChainView
    expect(chainAt(drawn, everything, at(20)).nodes.map(({ status }) => status)).toEqual([undefined, 'suspended', 'suspended', undefined])
  })

  it('puts hops of one second in the order in which they were issued', () => {
    const second = Date.UTC(2026, 0, 1, 9, 4)
    const idAt = (ms: number): string => `${(second + ms).toString(16).padStart(12, '0').replace(/(.{8})/, '$1-')}-7000-8000-000000000000`
    const quick = { ...view, halts: [], edges: [hop(idAt(300), 'ito', 'planner', 4), hop(idAt(700), 'planner', 'worker', 4)] }
    expect(momentsOf(quick, event, new Date(second + 900).toISOString()).map((moment) => moment.what)).toEqual(['M. Ito gave the mandate', 'planner was issued its token', 'worker was issued its token'])
    expect(chainAt(chainOf(quick, event), quick, new Date(second + 500).toISOString()).nodes.map(({ name }) => name)).toEqual(['M. Ito', 'planner'])
  })

  it('has a stop wherever it changed, in order, and none that is still to come', () => {
    expect(momentsOf(view, event, at(30)).map((moment) => [new Date(moment.at).getUTCMinutes(), moment.what])).toEqual([
      [0, 'M. Ito gave the mandate'],
      [1, 'planner was issued its token'],
      [4, 'worker was issued its token'],
      [5, 'the call of read_file'],
      [6, 'the token of planner expired'],
      [7, 'worker was halted by Ada'],
      [9, 'worker was restored by Grace'],
    ])
    expect(momentsOf(view, event, at(5)).at(-1)?.at).toBe(at(5))
  })
})
