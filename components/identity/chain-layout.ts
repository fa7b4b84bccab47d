import dagre from '@dagrejs/dagre'
import { LABEL_WIDTH, NODE_HEIGHT, NODE_WIDTH, RANK_GAP } from './chain-metrics'
import type { Chain } from './chain-types'
import type { Point } from './ribbon'

const SIBLING_GAP = LABEL_WIDTH - NODE_WIDTH / 2 + 36

export type ChainLayout = { places: Map<string, Point>; width: number; height: number }

/** Top left corner of every node, the root above. Hops to nodes that are not given are left out. */
export function layoutChain(chain: Chain): ChainLayout {
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({ rankdir: 'TB', nodesep: SIBLING_GAP, ranksep: RANK_GAP, marginx: 0, marginy: 0 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of chain.nodes) graph.setNode(node.id, { width: NODE_WIDTH, height: NODE_HEIGHT })
  for (const edge of chain.edges) if (graph.hasNode(edge.from) && graph.hasNode(edge.to)) graph.setEdge(edge.from, edge.to)
  dagre.layout(graph)
  const places = new Map<string, Point>()
  let [width, height] = [NODE_WIDTH, NODE_HEIGHT]
  for (const { id } of chain.nodes) {
    const { x, y } = graph.node(id) as Point
    places.set(id, { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 })
    width = Math.max(width, x + NODE_WIDTH / 2)
    height = Math.max(height, y + NODE_HEIGHT / 2)
  }
  return { places, width, height }
}
