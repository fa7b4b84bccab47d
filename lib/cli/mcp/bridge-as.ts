import { DpopSession, generateDpopKeyPair, withDpop, type FetchLike } from '@modelcontextprotocol/client'
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import * as oidc from 'openid-client'
import type { CliContext } from '../context'
import { authorizationServer } from '../oauth-client'
import { signingKey, thumbprintOf } from '../signing-key'
import { Bridge } from './bridge'
import type { BridgeOptions } from './options'
import { runTokens, type RunTokens } from './run-tokens'

/** One run: a fresh DPoP key, tokens bound to it, and the bridge. */
export async function bridgeAs(context: CliContext, options: BridgeOptions): Promise<void> {
  const { privateKey } = await signingKey(options.key)
  const server = await authorizationServer(context, options.clientId, oidc.PrivateKeyJwt({ key: privateKey, kid: await thumbprintOf(options.key) }))
  const keyPair = await generateDpopKeyPair()
  const session = await DpopSession.create({ keyPair })
  const tokens = runTokens(context, {
    server,
    keys: keyPair,
    resource: options.resource,
    autonomous: options.autonomous ?? false,
    inBrowser: options.browser,
    ...(options.scope && { scope: options.scope.join(' ') }),
    ...(options.purpose && { purpose: options.purpose }),
    ...(options.mandateLifetime && { mandateSeconds: options.mandateLifetime }),
  })
  const proven = withDpop(session, () => tokens.token())(fetch)
  await new Bridge(new StdioServerTransport(), new URL(options.resource), onceMoreWithANewToken(proven, tokens), context.say).run()
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
