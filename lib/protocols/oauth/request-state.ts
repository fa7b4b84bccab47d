import Provider from 'oidc-provider'
import { findClientAgent, type AgentTokenClaims, type ClientAgent, type Presented } from '@/lib/identity/authority'
import type { DelegationId, PersonId, TenantId } from '@/lib/kernel/ids'

/** What one request has learned, beside what the library keeps in `ctx.oidc`. */
export type RequestState = {
  /** Agents read for this request, those barred from being clients included. */
  agents: Map<string, ClientAgent>
  person: { id: PersonId; tenantId: TenantId } | null
  /** The token of ours that introspection or revocation is about, its signature verified. */
  presented: AgentTokenClaims | null
  /** The delegation that a token exchange goes on from. */
  parentId: DelegationId | null
  /** What the client's assertion says that it runs. */
  attested: Presented | null
  /** Thumbprint of the key that the access token of this request is bound to. */
  boundKey: string | null
  /** Why the request was refused, as the library's error handler saw it. */
  error: unknown
  /** Whether the refusal is in the ledger already, from the issuing transaction. */
  recorded: boolean
}

const states = new WeakMap<object, RequestState>()

export function stateOf(ctx: object): RequestState {
  const known = states.get(ctx)
  if (known) return known
  const fresh: RequestState = { agents: new Map(), person: null, presented: null, parentId: null, attested: null, boundKey: null, error: null, recorded: false }
  states.set(ctx, fresh)
  return fresh
}

/** The state of the request being served here, found without being handed `ctx`: the library's adapters are not. */
export function currentState(): RequestState | null {
  const ctx: object | undefined = Provider.ctx
  return ctx ? stateOf(ctx) : null
}

/** An agent by its client id, read once a request: every check of one request sees the same agent. */
export async function agentOf(state: RequestState | null, clientId: string): Promise<ClientAgent | null> {
  const known = state?.agents.get(clientId)
  if (known) return known
  const agent = await findClientAgent(clientId)
  if (agent) state?.agents.set(clientId, agent)
  return agent
}
