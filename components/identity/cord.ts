import type { Chain, ChainEdge, ChainNode } from './chain-types'

export type CordRange = Readonly<{ min: number; max: number }>

export const STRIP_RANGE: CordRange = { min: 1.25, max: 5.5 }
export const GRAPH_RANGE: CordRange = { min: 2, max: 11 }

/** How thick the cord is where `held` of the root's `root` scopes are left. The last scope can still be seen. */
export function cordWidth(held: number, root: number, { min, max }: CordRange): number {
  if (root <= 0) return min
  const share = Math.min(1, Math.max(0, held / root))
  return min + (max - min) * share
}

export type CordStep = {
  node: ChainNode
  /** The hop that brought authority here; none for the root. */
  edge: ChainEdge | null
  /** How many scopes the node holds in this chain. */
  held: number
  /** False at and below a cut. */
  live: boolean
}

export type Cord = { steps: CordStep[]; root: number }

/** The nodes nobody in the chain passes authority to, in the order given. */
export function rootsOf(chain: Chain): ChainNode[] {
  const reached = new Set(chain.edges.map((edge) => edge.to))
  return chain.nodes.filter((node) => !reached.has(node.id))
}

/** How many scopes the chain began with: what a full-width cord stands for. */
export function rootScopes(chain: Chain): number {
  const roots = new Set(rootsOf(chain).map((node) => node.id))
  return Math.max(0, ...chain.edges.filter((edge) => roots.has(edge.from)).map((edge) => edge.scopesIn.length))
}

/** The one line from the root down, taking the first hop where the chain forks. Ends rather than walk a circle twice. */
export function cordOf(chain: Chain): Cord {
  const root = rootScopes(chain)
  const nodes = new Map(chain.nodes.map((node) => [node.id, node]))
  const steps: CordStep[] = []
  const seen = new Set<string>()
  let node = rootsOf(chain)[0] ?? chain.nodes[0]
  let edge: ChainEdge | null = null
  let live = true
  while (node && !seen.has(node.id)) {
    seen.add(node.id)
    if (edge?.ended) live = false
    steps.push({ node, edge, held: edge ? edge.scopesOut.length : root, live })
    const here: string = node.id
    edge = chain.edges.find((each) => each.from === here) ?? null
    node = edge ? nodes.get(edge.to) : undefined
  }
  return { steps, root }
}

/** The hops that still carry authority or are themselves the cut: everything that does not hang below another cut. */
export function liveEdges(chain: Chain): ReadonlySet<string> {
  const live = new Set<string>()
  const queue = rootsOf(chain).map((node) => node.id)
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const edge of chain.edges) {
      if (edge.from !== node || live.has(edge.id)) continue
      live.add(edge.id)
      if (!edge.ended) queue.push(edge.to)
    }
  }
  return live
}

/** Somebody ended it: it was not refused, and its time had not run out. */
export const isCut = (ended: NonNullable<ChainEdge['ended']>): boolean => !ended.denied && !ended.expired

export const scopeCount = (count: number): string => `${count} ${count === 1 ? 'scope' : 'scopes'}`
