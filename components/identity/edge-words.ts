import { isCut, scopeCount } from './cord'
import type { Chain, ChainEdge } from './chain-types'

/** "8 → 3 scopes"; with nothing dropped, "3 scopes"; where scopes are not told, how it came about. */
export function narrowing({ scopesIn, scopesOut, how }: ChainEdge): string {
  if (how) return how
  return scopesIn.length === scopesOut.length ? scopeCount(scopesOut.length) : `${scopesIn.length} → ${scopeCount(scopesOut.length)}`
}

/** The hop as a sentence, for those who hear it and for its title. */
export function hopSentence(chain: Chain, edge: ChainEdge): string {
  const name = (id: string) => chain.nodes.find((node) => node.id === id)?.name ?? 'an unknown party'
  const passed = edge.how ? `${name(edge.from)}, then ${name(edge.to)}: ${edge.how}` : `${name(edge.from)} passes ${edge.scopesOut.length} of ${scopeCount(edge.scopesIn.length)} to ${name(edge.to)}`
  const cut = edge.ended ? `, ${isCut(edge.ended) ? 'cut: ' : ''}${edge.ended.reason}` : ''
  return `${passed}${cut}`
}

/** What became of it, before when and why. */
export const endWord = (ended: NonNullable<ChainEdge['ended']>): string => (ended.denied ? 'Refused' : ended.expired ? 'Ended' : 'Cut')

const MINUTE = 60_000

/** How long a hop lasts, rounded down to a unit that can be read at a glance. */
export function lifetime(edge: ChainEdge): string | null {
  if (!edge.issuedAt || !edge.expiresAt) return null
  const ms = Date.parse(edge.expiresAt) - Date.parse(edge.issuedAt)
  if (Number.isNaN(ms) || ms <= 0) return null
  if (ms < MINUTE) return `${Math.floor(ms / 1000)} s`
  if (ms < 60 * MINUTE) return `${Math.floor(ms / MINUTE)} min`
  const hours = Math.floor(ms / (60 * MINUTE))
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`
}
