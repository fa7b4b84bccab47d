import { readFileSync } from 'node:fs'
import { Client, DpopSession, generateDpopKeyPair, StreamableHTTPClientTransport, withDpop } from '@modelcontextprotocol/client'
import { importJWK, type JWK } from 'jose'
import * as oidc from 'openid-client'
import { FormBrowser } from '@/lib/testing/form-browser'
import type { Registered } from './cli'
import { answerSignIn, type Person } from './people'
import { stack } from './stack'

export const CALLBACK = 'http://127.0.0.1:4999/callback'
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
export const resourceOf = (server: string) => `${stack.gatewayUrl}/mcp/${server}`

/** An agent as its author writes it: openid-client for tokens, the MCP SDK for calls, one key for the run. */
export class Agent {
  private constructor(
    readonly id: string,
    private readonly config: oidc.Configuration,
    private readonly dpop: oidc.DPoPHandle,
    private readonly session: DpopSession,
  ) {}

  static async start(registered: Registered): Promise<Agent> {
    const key = (await importJWK(JSON.parse(readFileSync(registered.key_file, 'utf8')) as JWK, 'ES256')) as CryptoKey
    const options: oidc.DiscoveryRequestOptions = { execute: [oidc.allowInsecureRequests], algorithm: 'oauth2' }
    const config = await oidc.discovery(new URL(stack.issuer), registered.client_id, undefined, oidc.PrivateKeyJwt(key), options)
    const keyPair = await generateDpopKeyPair()
    return new Agent(registered.id, config, oidc.getDPoPHandle(config, keyPair), await DpopSession.create({ keyPair }))
  }

  /** Where to send a person's browser for a mandate, and what to do with where it comes back to. */
  async askForMandate(scopes: readonly string[], server: string, purpose: string) {
    const verifier = oidc.randomPKCECodeVerifier()
    const state = oidc.randomState()
    const url = oidc.buildAuthorizationUrl(this.config, {
      redirect_uri: CALLBACK,
      scope: scopes.join(' '),
      resource: resourceOf(server),
      purpose,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
    })
    const redeem = async (returned: URL): Promise<string> => {
      const checks = { pkceCodeVerifier: verifier, expectedState: state }
      const tokens = await oidc.authorizationCodeGrant(this.config, returned, checks, { resource: resourceOf(server) }, { DPoP: this.dpop })
      return tokens.access_token
    }
    return { url: url.href, redeem }
  }

  /** The whole of it for a person without a browser of pixels: signs in where asked, allows everything that is offered. */
  async mandateFrom(person: Person, scopes: readonly string[], server: string, purpose: string): Promise<string> {
    const { url, redeem } = await this.askForMandate(scopes, server, purpose)
    const home = (next: URL) => next.href.startsWith(CALLBACK)
    const browser = new FormBrowser()
    const consent = await answerSignIn(browser, await browser.get(url, home), person)
    const done = await browser.submit(consent, { action: 'allow' }, { stopAt: home })
    return redeem(done.url)
  }

  /** RFC 8693: a narrower part of somebody's authority, with this agent as the actor. */
  async exchange(subjectToken: string, scopes: readonly string[], server: string): Promise<string> {
    const parameters = { subject_token: subjectToken, subject_token_type: ACCESS_TOKEN, scope: scopes.join(' '), resource: resourceOf(server) }
    return (await oidc.genericGrantRequest(this.config, EXCHANGE, parameters, { DPoP: this.dpop })).access_token
  }

  /** The unmodified MCP client; possession of the run's key is proved by the SDK. */
  async connect(server: string, token: string): Promise<Client> {
    const client = new Client({ name: 'e2e', version: '1' })
    await client.connect(new StreamableHTTPClientTransport(new URL(resourceOf(server)), { fetch: withDpop(this.session, () => token)(fetch) }))
    return client
  }
}
