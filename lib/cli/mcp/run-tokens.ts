import * as oidc from 'openid-client'
import { CliError, type CliContext } from '../context'
import { listenOnLoopback } from '../loopback'
import { inOneSentence } from '../oauth-client'

export type RunOptions = {
  server: oidc.Configuration
  /** The key of this run: fresh, in memory only, and gone with the process. */
  keys: CryptoKeyPair
  resource: string
  scope?: string
  /** False: a person is asked for consent, and the agent acts for them. */
  autonomous: boolean
  purpose?: string
  mandateSeconds?: number
  inBrowser: boolean
}

export type RunTokens = {
  /** A token that is good for a while yet; asked for once, however many wait for it. */
  token(): Promise<string>
  /** The gateway did not take the one that was given: the next is a new one. */
  drop(): void
}

/** Renewed before it ends, so that a call that takes a moment to send is not refused for it. */
const RENEW_BEFORE_MS = 30_000

/** Tokens for one run of an agent. Refresh tokens are kept in memory only: with the run's key, they end with it. */
export function runTokens(context: CliContext, options: RunOptions): RunTokens {
  const DPoP = oidc.getDPoPHandle(options.server, options.keys)
  let held: { token: string; until: number } | null = null
  let refreshToken: string | undefined
  let asking: Promise<string> | null = null

  async function ask(): Promise<string> {
    const answer = await (options.autonomous
      ? oidc.clientCredentialsGrant(options.server, asked(options), { DPoP })
      : refreshToken
        ? oidc.refreshTokenGrant(options.server, refreshToken, { resource: options.resource }, { DPoP })
        : askPerson(context, options, DPoP))
    refreshToken = answer.refresh_token ?? refreshToken
    held = { token: answer.access_token, until: performance.now() + (answer.expiresIn() ?? 0) * 1_000 - RENEW_BEFORE_MS }
    return held.token
  }

  return {
    async token() {
      if (held && held.until > performance.now()) return held.token
      asking ??= ask().finally(() => (asking = null))
      try {
        return await asking
      } catch (error) {
        throw error instanceof CliError ? error : inOneSentence(context, error)
      }
    },
    drop() {
      held = null
    },
  }
}

const asked = ({ resource, scope }: RunOptions): Record<string, string> => ({ resource, ...(scope && { scope }) })

/** Authorization code with PKCE, pushed (RFC 9126), over a loopback redirect (RFC 8252): the person says yes in the browser. */
async function askPerson(context: CliContext, options: RunOptions, DPoP: oidc.DPoPHandle) {
  const [verifier, state] = [oidc.randomPKCECodeVerifier(), oidc.randomState()]
  const loopback = await listenOnLoopback(state, {
    done: 'Done. The agent can go on; this page can be closed.',
    refused: 'The agent was not let to act for you. This page can be closed.',
    late: 'nobody answered the consent page for five minutes',
  })
  try {
    const parameters = {
      ...asked(options),
      redirect_uri: loopback.redirectUri,
      state,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(options.purpose && { purpose: options.purpose }),
      ...(options.mandateSeconds && { mandate_lifetime: String(options.mandateSeconds) }),
    }
    const address = await oidc.buildAuthorizationUrlWithPAR(options.server, parameters, { DPoP })
    context.say(`open this page to let the agent act for you:\n${address.href}`)
    if (options.inBrowser) context.openBrowser(address.href)
    return await oidc.authorizationCodeGrant(
      options.server,
      await loopback.callback,
      { pkceCodeVerifier: verifier, expectedState: state },
      { resource: options.resource },
      { DPoP },
    )
  } finally {
    loopback.close()
  }
}
