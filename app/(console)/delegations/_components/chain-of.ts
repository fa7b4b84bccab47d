import { platformName } from '@/components/identity/platform-name'
import type { Chain, ChainEdge } from '@/components/identity/chain-types'
import type { ChainView } from '@/lib/identity/delegation/contract'
import type { EventRow } from '@/lib/identity/ledger/contract'
import { hrefOf } from '../../_components/sentence-parts'

/**
 * The chain as it is drawn. A cut stands once, at the highest hop it reached: what hangs below is dead by it. Where the
 * event is a call, the tool is the last node, held by the one scope that the call used.
 */
export function chainOf(view: ChainView, event: EventRow): Chain {
  const cuts = new Set<string>()
  const edges: ChainEdge[] = view.edges.map((edge) => {
    const cut = edge.ended && !cuts.has(edge.ended.at) ? edge.ended : null
    if (edge.ended) cuts.add(edge.ended.at)
    return {
      id: edge.id,
      from: edge.from,
      to: edge.to,
      scopesIn: edge.scopes_in,
      scopesOut: edge.scopes_out,
      dropped: edge.dropped,
      ...(edge.purpose ? { purpose: edge.purpose } : {}),
      ...(edge.issued_at ? { issuedAt: edge.issued_at } : {}),
      ...(edge.expires_at ? { expiresAt: edge.expires_at } : {}),
      ...(cut ? { ended: cut } : {}),
    }
  })
  const nodes = view.nodes.map((node) => {
    const href = hrefOf({ kind: node.kind, id: node.id })
    return { id: node.id, kind: node.kind, name: node.name, ...(href ? { href } : {}), ...(node.status ? { status: node.status } : {}), ...(node.detail ? { detail: node.kind === 'agent' ? platformName(node.detail) : node.detail } : {}) }
  })
  const last = edges.at(-1)
  if (event.action !== 'tool.call' || !event.tool || !event.server || !last) return { nodes, edges, autonomous: view.autonomous }
  const scope = `mcp:${event.server}:${event.tool}`
  const held = last.scopesOut.includes(scope)
  // Where it was cut above, the call did not end for a reason of its own.
  const ended = cuts.size === 0 ? callEnded(event) : null
  return {
    autonomous: view.autonomous,
    nodes: [...nodes, { id: scope, kind: 'tool', name: event.tool, detail: event.server, href: hrefOf({ kind: 'tool', id: scope }) ?? '' }],
    edges: [
      ...edges,
      {
        id: event.id,
        from: last.to,
        to: scope,
        scopesIn: last.scopesOut,
        scopesOut: held ? [scope] : [],
        dropped: last.scopesOut.filter((each) => each !== scope),
        issuedAt: event.at,
        ...(ended ? { ended } : {}),
      },
    ],
  }
}

/** Where the call itself was stopped. A cut above it already says why it ended there. */
function callEnded(event: EventRow): ChainEdge['ended'] | null {
  if (event.result === 'denied')
    return { at: event.at, reason: `denied: ${event.reason ?? 'a check failed'}`, ...(event.reason === 'containment' ? {} : { denied: true as const }) }
  if (event.outcome?.result === 'cut') return { at: event.outcome.at, reason: event.outcome.reason ?? 'cut by a halt' }
  return null
}
