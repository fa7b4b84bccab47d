import type { FetchLike } from '@modelcontextprotocol/client'
import type { CliContext } from '../context'
import { authorizationServer, openIdClient } from '../oauth-client'
import { signingKey, thumbprintOf } from '../signing-key'
import { Bridge } from './bridge'
import type { BridgeOptions } from './options'
import { runTokens, type RunTokens } from './run-tokens'

/** One run: a fresh DPoP key, tokens bound to it, and the bridge. The SDKs are loaded here: no other command waits for them. */
export async function bridgeAs(context: CliContext, options: BridgeOptions): Promise<void> {
  const [oidc, mcp, { StdioServerTransport }] = await Promise.all([openIdClient(), import('@modelcontextprotocol/client'), import('@modelcontextprotocol/server/stdio')])
  const { privateKey } = await signingKey(options.key)
  const server = await authorizationServer(context, oidc, options.clientId, oidc.PrivateKeyJwt({ key: privateKey, kid: await thumbprintOf(options.key) }))
  const keyPair = await mcp.generateDpopKeyPair()
  const session = await mcp.DpopSession.create({ keyPair })
  const tokens = runTokens(context, oidc, {
    server,
    keys: keyPair,
    resource: options.resource,
    autonomous: options.autonomous ?? false,
    inBrowser: options.browser,
    ...(options.scope && { scope: options.scope.join(' ') }),
    ...(options.purpose && { purpose: options.purpose }),
    ...(options.mandateLifetime && { mandateSeconds: options.mandateLifetime }),
  })
  const proven = mcp.withDpop(session, () => tokens.token())(fetch)
  await new Bridge(mcp, new StdioServerTransport(), new URL(options.resource), onceMoreWithANewToken(proven, tokens), context.say).run()
}

/** A token that the gateway does not take any more (from before a restore, say) is asked for anew, once. */
const onceMoreWithANewToken =
  (proven: FetchLike, tokens: RunTokens): FetchLike =>
  async (url, init) => {
    const response = await proven(url, init)
    if (response.status !== 401) return response
    await response.body?.cancel()
    tokens.drop()
    return proven(url, init)
  }
