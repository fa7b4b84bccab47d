import type { EpochSeconds } from '@/lib/kernel/clock'
import { DEPTH_MAX } from '@/lib/kernel/delegation-depth'
import type { AgentId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'

export { DEPTH_MAX }

/** What somebody holds and may pass on: a mandate, or one hop of authority. */
export type Authority = {
  scopes: ReadonlySet<string>
  /** Resource indicators (RFC 8707) that it reaches: those of the mandate, or the one audience of a token. */
  resources: ReadonlySet<string>
  expiresAt: EpochSeconds
  /** Agents from the first hop to its holder; empty for a mandate, which a person holds. */
  path: readonly AgentId[]
}

export type Ask = {
  /** Who is to hold the new hop, and what its approved identity document allows it at all. */
  actor: { id: AgentId; scopes: ReadonlySet<string> }
  /** Whether the holder's identity document names the actor in `may_delegate_to`; a mandate names its agent itself. */
  mayDelegate: boolean
  audience: string
  /** Whether a scope is one of the audience's own. */
  belongsToAudience: (scope: string) => boolean
  /** Null: all that is left after the other limits. */
  scopes: ReadonlySet<string> | null
  lifetimeSeconds: number
  now: EpochSeconds
  depthMax?: number
}

/** Named as the decision checks that the ledger records. */
export type AttenuationRefusal = { code: 'expiry' | 'cycle' | 'depth' | 'edge' | 'audience' | 'document' | 'scope'; detail: string }

export type Attenuated = Authority & {
  audience: string
  /** What the parent held or the asker wanted, and this hop does not have. */
  dropped: readonly string[]
}

/**
 * Derives the authority of one more hop (`act` nesting, RFC 8693 §4.1).
 *
 * INVARIANT: a child never holds more than its parent, in scope, resource, lifetime or depth.
 *
 * Asking for more than there is narrows to what there is; only nothing at all is refused (`document` when the actor's
 * own document is what left nothing, else `scope`).
 */
export function attenuate(parent: Authority, ask: Ask): Result<Attenuated, AttenuationRefusal> {
  const { actor, audience, now } = ask
  const depthMax = ask.depthMax ?? DEPTH_MAX
  const holder = parent.path.at(-1)

  if (parent.expiresAt <= now) return refuse({ code: 'expiry', detail: 'what it would be taken from has expired' })
  if (holder === actor.id) return refuse({ code: 'cycle', detail: 'the actor is the subject' })
  if (parent.path.includes(actor.id)) return refuse({ code: 'cycle', detail: 'the actor is already in the chain' })
  if (parent.path.length + 1 > depthMax) return refuse({ code: 'depth', detail: `a chain has ${depthMax} agents at most` })
  if (!ask.mayDelegate) return refuse({ code: 'edge', detail: 'the holder’s identity document does not name the actor in `may_delegate_to`' })
  if (!parent.resources.has(audience)) return refuse({ code: 'audience', detail: `\`${audience}\` is not within reach` })

  const passable = [...(ask.scopes ?? parent.scopes)].filter((scope) => parent.scopes.has(scope) && ask.belongsToAudience(scope))
  if (passable.length === 0) return refuse({ code: 'scope', detail: 'nothing that was asked for is held' })
  const scopes = new Set(passable.filter((scope) => actor.scopes.has(scope)))
  if (scopes.size === 0) return refuse({ code: 'document', detail: 'the actor’s identity document allows none of it' })

  const expiresAt = Math.min(now + ask.lifetimeSeconds, parent.expiresAt) as EpochSeconds
  const dropped = [...new Set([...parent.scopes, ...(ask.scopes ?? [])])].filter((scope) => !scopes.has(scope)).sort()
  return ok({ scopes, resources: new Set([audience]), audience, expiresAt, path: [...parent.path, actor.id], dropped })
}
