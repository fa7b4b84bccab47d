import type { AgentStatus, Chain, ChainEdge, ChainNode } from '@/components/identity/chain-types'
import type { ChainView } from '@/lib/identity/delegation/contract'
import type { EventRow } from '@/lib/identity/ledger/contract'

/** A time at which the chain became another one, and how. */
export type Moment = { at: string; what: string }

/** More would be a slider that nobody can stop where they want. */
const MOMENTS_MAX = 200

/**
 * The moments at which this chain changed, oldest first: what was given, issued, halted, restored, cut or ran out, and
 * the event itself. From what is recorded alone; what is still to come is none.
 */
export function momentsOf(view: ChainView, event: Pick<EventRow, 'at' | 'action' | 'tool' | 'outcome'>, now: string): Moment[] {
  const byTime = new Map<string, string[]>()
  for (const { at, what } of changesOf(view, event)) if (at <= now && !byTime.get(at)?.includes(what)) byTime.set(at, [...(byTime.get(at) ?? []), what])
  return [...byTime]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, MOMENTS_MAX)
    .map(([at, what]) => ({ at, what: what.join('; ') }))
}

function changesOf(view: ChainView, event: Parameters<typeof momentsOf>[1]): Moment[] {
  const name = (id: string): string => view.nodes.find((node) => node.id === id)?.name ?? 'an agent'
  const { mandate } = view
  return [
    ...(mandate ? [{ at: mandate.created_at, what: `${mandate.person.name} gave the mandate` }] : []),
    ...(mandate?.ended ? [{ at: mandate.ended.at, what: 'the mandate was withdrawn' }] : []),
    ...view.edges.flatMap((edge) => [
      ...(edge.issued_at ? [{ at: withinSecond(edge.id, edge.issued_at), what: `${name(edge.to)} was issued its token` }] : []),
      ...(edge.ended ? [{ at: edge.ended.at, what: edge.ended.reason }] : edge.expires_at ? [{ at: edge.expires_at, what: `the token of ${name(edge.to)} expired` }] : []),
    ]),
    ...view.halts.flatMap((halt) => {
      const whom = halt.agent_id === null ? 'everything' : name(halt.agent_id)
      // What it cut says so already, and why.
      const halted = view.edges.some((edge) => edge.ended?.at === halt.at) ? [] : [{ at: halt.at, what: `${halt.by} halted ${whom}` }]
      return [...halted, ...(halt.lifted ? [{ at: halt.lifted.at, what: `${whom} was restored${halt.lifted.by ? ` by ${halt.lifted.by}` : ''}` }] : [])]
    }),
    { at: event.at, what: event.action === 'tool.call' ? `the call of ${event.tool ?? 'a tool'}` : 'this event' },
    ...(event.outcome ? [{ at: event.outcome.at, what: event.outcome.result === 'cut' ? 'the call was cut' : 'the call ended' }] : []),
  ]
}

/**
 * The chain as it was at a moment: hops not issued yet are not there, nor whom they led to; what had ended by then says
 * when and why, and nothing of what came after is known.
 *
 * @param chain as it is drawn now, with the call at its end where there is one
 */
export function chainAt(chain: Chain, view: ChainView, at: string): Chain {
  const edges = chain.edges.flatMap((edge): ChainEdge[] => {
    if (edge.issuedAt !== undefined && withinSecond(edge.id, edge.issuedAt) > at) return []
    const { ended, ...rest } = edge
    if (ended && ended.at <= at) return [edge]
    return edge.expiresAt !== undefined && edge.expiresAt <= at ? [{ ...rest, ended: { at: edge.expiresAt, reason: 'expired', expired: true } }] : [rest]
  })
  const reached = new Set(edges.map((edge) => edge.to))
  const held = new Set(chain.edges.map((edge) => edge.to))
  const nodes = chain.nodes.filter((node) => reached.has(node.id) || !held.has(node.id)).map((node) => nodeAt(node, view, at))
  return { ...chain, nodes, edges }
}

/**
 * When in its second a hop was issued: a token says whole seconds (RFC 7519 §2, `iat`), and the id that was made for it
 * then says milliseconds (UUIDv7, RFC 9562 §5.7). An id that says another time, or none, is not asked.
 */
function withinSecond(id: string, issuedAt: string): string {
  const ms = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
  const since = ms - Date.parse(issuedAt)
  return since > 0 && since < 1_000 ? new Date(ms).toISOString() : issuedAt
}

function nodeAt(node: ChainNode, view: ChainView, at: string): ChainNode {
  if (node.kind !== 'agent') return node
  const { status: now, ...rest } = node
  const status = statusAt(node.id, now, view, at)
  return status ? { ...rest, status } : rest
}

/** Halted or not is recorded with its times; since when an agent is retired is not in the chain, so that nothing is said of it. */
function statusAt(agentId: string, now: AgentStatus | undefined, { halts }: ChainView, at: string): AgentStatus | undefined {
  if (halts.some((halt) => (halt.agent_id === null || halt.agent_id === agentId) && halt.at <= at && (!halt.lifted || halt.lifted.at > at))) return 'suspended'
  return now === 'active' || now === 'suspended' || now === 'quarantined' ? 'active' : undefined
}
