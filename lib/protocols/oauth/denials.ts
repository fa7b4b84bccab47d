import type Provider from 'oidc-provider'
import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import { decodeJwt } from 'jose'
import { recordDenial, type Check, type CheckName, type ClientAgent } from '@/lib/identity/authority'
import { parseId } from '@/lib/kernel/ids'
import type { OAuthDeps } from './deps'
import { agentOf, stateOf } from './request-state'

/** Part of how a client talks to us, and not a refusal of what it wants (RFC 9449 §8). */
const NOT_DENIALS: ReadonlySet<string> = new Set(['use_dpop_nonce', 'server_error'])

/**
 * Records refusals of the token endpoint that happened before anything was to be issued, before the answer leaves.
 * Those of clients that the registry has never heard of belong to no tenant; they are logged and not recorded.
 */
export function recordDenials(provider: Provider, deps: OAuthDeps): void {
  provider.on('grant.error', (ctx, error) => void (stateOf(ctx).error = error))
  provider.use(async (ctx, next) => {
    await next()
    if (ctx.path !== '/oauth/token' || ctx.status < 400) return
    const state = stateOf(ctx)
    const error = state.error
    if (state.recorded || !(error instanceof errors.OIDCProviderError) || NOT_DENIALS.has(error.error)) return
    const agent = await agentOf(state, clientIdOf(ctx as KoaContextWithOIDC) ?? '')
    const detail = error.error_detail ?? error.error_description ?? error.error
    deps.log('token_refused', { error: error.error, detail, client: agent?.id ?? null })
    if (!agent) return
    const grant = (ctx as KoaContextWithOIDC).oidc.params?.['grant_type']
    await recordDenial(
      agent,
      { ...reasonOf(error, agent), grant: typeof grant === 'string' ? grant.slice(0, 100) : null, error: error.error, detail },
      deps.clock.date(),
    )
  })
}

/** Who says it is asking: the authenticated client, or the one it claims to be. */
function clientIdOf({ oidc }: KoaContextWithOIDC): string | null {
  if (oidc.client) return oidc.client.clientId
  const { client_id: named, client_assertion: assertion } = oidc.params ?? {}
  if (typeof named === 'string') return named
  if (typeof assertion !== 'string') return null
  try {
    return parseId<'agent'>(decodeJwt(assertion).sub)
  } catch {
    return null
  }
}

/** The decision check that failed; for what is no check of ours, the error's own name. */
function reasonOf(error: errors.OIDCProviderError, agent: ClientAgent): { reason: string; checks: Check[] } {
  const failed = (check: CheckName, detail: string) => ({ reason: check, checks: [{ check, ok: false, detail }] })
  if (error.error === 'invalid_client' && agent.barred) return failed(agent.barred.code, agent.barred.detail)
  const detail = error.error_detail ?? error.error_description ?? error.error
  const byProof = error instanceof errors.InvalidDpopProof || /DPoP|jkt/.test(detail)
  if (byProof) return failed('proof_of_possession', detail)
  switch (error.error) {
    case 'invalid_client':
      return failed('signature', detail)
    case 'invalid_target':
      return failed('audience', detail)
    case 'invalid_scope':
      return failed('scope', detail)
    default:
      return { reason: error.error, checks: [] }
  }
}
