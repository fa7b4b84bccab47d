import * as oidc from 'openid-client'
import { createApi } from '@/lib/api/client'
import { valueOf } from './api'
import { CliError, type CliContext } from './context'
import { saveCredential } from './credentials'
import { listenOnLoopback } from './loopback'
import { authorizationServer, inOneSentence } from './oauth-client'

/** The public client of this command; it has no secret, PKCE binds the code to this process. */
const CLIENT_ID = 'lanyard-cli'

/** Authorization code with PKCE over a loopback redirect (RFC 8252); the token is for the management API alone. */
export async function login(context: CliContext, inBrowser: boolean): Promise<void> {
  const { issuer } = context.environment
  const server = await authorizationServer(context, CLIENT_ID, oidc.None())
  const [verifier, state] = [oidc.randomPKCECodeVerifier(), oidc.randomState()]
  const loopback = await listenOnLoopback(state)
  const resource = `${issuer}/api/v1`
  try {
    const address = await oidc.buildAuthorizationUrlWithPAR(server, {
      redirect_uri: loopback.redirectUri,
      scope: 'openid',
      resource,
      state,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    context.say(`sign in here:\n${address.href}`)
    if (inBrowser && context.isInteractive) context.openBrowser(address.href)
    const callback = await loopback.callback
    const tokens = await oidc.authorizationCodeGrant(server, callback, { pkceCodeVerifier: verifier, expectedState: state, idTokenExpected: true }, { resource })
    const seconds = tokens.expiresIn()
    if (!seconds) throw new CliError('the authority gave a token without an end: nothing was kept')
    const api = createApi({ origin: issuer, token: tokens.access_token })
    const me = await valueOf(context, api.me.get({}))
    saveCredential(context, { token: tokens.access_token, expires_at: new Date(Date.now() + seconds * 1_000).toISOString(), person: me.name })
    context.say(`signed in as ${me.name}, until ${new Date(Date.now() + seconds * 1_000).toISOString()} or half an hour unused`)
  } catch (error) {
    throw error instanceof CliError ? error : inOneSentence(context, error)
  } finally {
    loopback.close()
  }
}
