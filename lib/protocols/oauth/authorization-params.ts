import { errors, type Client, type KoaContextWithOIDC } from 'oidc-provider'
import { proseField } from '@/lib/kernel/fields'
import { isFirstParty } from './clients'
import { agentOf, stateOf } from './request-state'
import { scopesWithin } from './resources'

const PURPOSE = proseField(1, 500)
export const MANDATE_SECONDS_MIN = 60
export const MANDATE_SECONDS_MAX = 30 * 86_400
export const MANDATE_SECONDS_DEFAULT = 8 * 3_600

type Validator = (ctx: KoaContextWithOIDC, value: string | undefined, client: Client) => Promise<void> | void

/** What an agent may say beside the standard parameters when it asks a person for a mandate. */
export const extraParams = (gatewayUrl: string): Record<'purpose' | 'mandate_lifetime', Validator> => ({
  /** Why; shown on the consent page as the agent's words. */
  purpose: async (ctx, value, client) => {
    if (value !== undefined && !PURPOSE.safeParse(value).success)
      throw new errors.InvalidRequest('`purpose` has 1 to 500 characters, and no control or direction-override characters')
    await defaultScope(gatewayUrl, ctx, client)
  },
  /** Seconds; the person may shorten it. */
  mandate_lifetime: (_ctx, value) => {
    if (value === undefined) return
    const seconds = /^\d{1,8}$/.test(value) ? Number(value) : 0
    if (seconds < MANDATE_SECONDS_MIN || seconds > MANDATE_SECONDS_MAX)
      throw new errors.InvalidRequest(`\`mandate_lifetime\` is a number of seconds from ${MANDATE_SECONDS_MIN} to ${MANDATE_SECONDS_MAX}`)
  },
})

/**
 * A request without `scope` asks for what its client is for. The library would end it in `access_denied`, and MCP
 * clients may leave the parameter out.
 */
async function defaultScope(gatewayUrl: string, ctx: KoaContextWithOIDC, client: Client): Promise<void> {
  const params = ctx.oidc.params
  if (!params || params['scope'] !== undefined) return
  if (isFirstParty(client.clientId)) {
    params['scope'] = 'openid profile email'
    return
  }
  const agent = await agentOf(stateOf(ctx), client.clientId)
  const scopes = agent ? scopesWithin(gatewayUrl, agent, params['resource']) : []
  if (scopes.length > 0) params['scope'] = scopes.join(' ')
}
