import type { Chain, ChainSelection } from './chain-types'

export type WalkKey = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'

/** Where an arrow key leads: down and up along the cord by node and hop, left and right among siblings. */
export function walkChain(chain: Chain, from: ChainSelection, key: WalkKey): ChainSelection | null {
  const incoming = (id: string) => chain.edges.find((edge) => edge.to === id)
  const outgoing = (id: string) => chain.edges.filter((edge) => edge.from === id)
  const hop = (id: string | undefined): ChainSelection | null => (id ? { kind: 'edge', id } : null)
  const node = (id: string | undefined): ChainSelection | null => (id ? { kind: 'node', id } : null)
  const edge = from.kind === 'edge' ? chain.edges.find((each) => each.id === from.id) : undefined

  if (key === 'ArrowDown') return edge ? node(edge.to) : hop(outgoing(from.id)[0]?.id)
  if (key === 'ArrowUp') return edge ? node(edge.from) : hop(incoming(from.id)?.id)

  const above = edge ?? incoming(from.id)
  if (!above) return null
  const siblings = outgoing(above.from)
  const next = siblings[siblings.indexOf(above) + (key === 'ArrowRight' ? 1 : -1)]
  return edge ? hop(next?.id) : node(next?.to)
}
