import type { Chain, ChainEdge, ChainNode } from '@/components/identity/chain-types'
import type { EventRow, ImportedFrom } from '@/lib/identity/ledger/contract'
import { AS, KIND } from '../../_components/foreign-words'
import { hrefOf } from '../../_components/sentence-parts'

type ForeignPrincipal = ImportedFrom['principals'][number]

const FOREIGN = 'foreign:'
const LEFT_OUT = 'left-out'

/** Whether a node stands for nobody of ours. */
export const isForeign = (id: string): boolean => id.startsWith(FOREIGN) || id === LEFT_OUT

/** Whom another system named where a node of its chain stands. */
export const principalAt = (event: EventRow, id: string): ForeignPrincipal | undefined => event.imported?.principals.find((_, index, all) => idsOf(all)[index] === id)

/** Who acted in another system, as the same kind of chain as ours: whoever is taken for one of ours is that one, once. */
export function foreignChainOf(event: EventRow): Chain | null {
  const from = event.imported
  if (!from || from.principals.length === 0) return null
  const ids = idsOf(from.principals)
  const nodes: ChainNode[] = from.principals.map((principal, index) => nodeOf(principal, ids[index] as string))
  if (from.left_out > 0) nodes.splice(1, 0, { id: LEFT_OUT, kind: 'agent', name: `${from.left_out} more`, status: 'unknown', detail: 'truncated, not kept' })
  const edges: ChainEdge[] = nodes.slice(1).map((node, index) => hop(nodes[index] as ChainNode, node, node.id === LEFT_OUT ? 'more stand between than are kept' : wordOf(from.principals[ids.indexOf(node.id)])))
  const last = nodes.at(-1) as ChainNode
  const act: ChainNode = { id: `act:${event.id}`, kind: 'tool', name: event.tool ?? event.action, detail: event.server ?? from.title }
  const refused = event.result === 'denied' || event.result === 'failed'
  return {
    nodes: [...nodes, act],
    edges: [...edges, { ...hop(last, act, 'called it'), issuedAt: event.at, ...(refused ? { ended: { at: event.at, reason: event.reason ?? event.result, denied: true as const } } : {}) }],
    ...(from.left_out > 0 ? { truncated: true } : {}),
  }
}

const wordOf = (principal: ForeignPrincipal | undefined): string => (principal ? (AS[principal.as] ?? principal.as) : '')

const hop = (from: ChainNode, to: ChainNode, how: string): ChainEdge => ({ id: `${from.id} ${to.id}`, from: from.id, to: to.id, scopesIn: [], scopesOut: [], dropped: [], how })

function nodeOf({ kind, name, known }: ForeignPrincipal, id: string): ChainNode {
  const ours = isForeign(id) ? null : known
  const href = ours && hrefOf({ kind: ours.kind, id })
  return { id, kind: ours?.kind ?? (kind === 'human' ? 'person' : 'agent'), name, detail: ours ? `${KIND[kind] ?? kind}, one of ours` : (KIND[kind] ?? kind), ...(href ? { href } : {}) }
}

/** Ours where they are known, and a place in the chain otherwise: a role may be taken on twice. */
function idsOf(principals: readonly ForeignPrincipal[]): string[] {
  const seen = new Set<string>()
  return principals.map(({ known }, index) => {
    const id = known && !seen.has(known.id) ? known.id : `${FOREIGN}${index}`
    seen.add(id)
    return id
  })
}
