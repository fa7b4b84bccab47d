import { Client, DpopSession, generateDpopKeyPair, StreamableHTTPClientTransport, withDpop } from '@modelcontextprotocol/client'
import * as oidc from 'openid-client'
import type { FormBrowser } from './form-browser'
import { INVOICES } from './invoices/serve-invoices'
import { keyOf } from './keys'
import { CALLBACK, consent, discover, type Addresses } from './sign-in'

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
/** A token that is about to end is not started with. */
const RENEW_BEFORE_MS = 40_000
export const MANDATE_SECONDS = 30 * 24 * 3_600

export type Token = () => Promise<string>

/** One run of a sample agent: its own client, a fresh DPoP key, and the MCP SDK as it is published. */
export class Run {
  private client: { connected: Promise<Client>; transport: StreamableHTTPClientTransport } | null = null

  private constructor(
    readonly name: string,
    private readonly at: Addresses,
    private readonly server: oidc.Configuration,
    private readonly dpop: oidc.DPoPHandle,
    private readonly session: DpopSession,
  ) {}

  static async start(at: Addresses, folder: string, { id, name }: { id: string; name: string }): Promise<Run> {
    const { privateKey } = await keyOf(folder, name)
    const server = await discover(at, id, oidc.PrivateKeyJwt(privateKey))
    const keyPair = await generateDpopKeyPair()
    return new Run(name, at, server, oidc.getDPoPHandle(server, keyPair), await DpopSession.create({ keyPair }))
  }

  resourceOf = (slug: string): string => (slug === INVOICES.slug && this.at.invoicesUrl) || `${this.at.gatewayUrl}/mcp/${slug}`

  /** Under its standing mandate. */
  autonomous(slug: string): Token {
    return kept(() => oidc.clientCredentialsGrant(this.server, { resource: this.resourceOf(slug) }, { DPoP: this.dpop }))
  }

  /** For a person who is asked once, on the authority's own page; renewed for as long as their mandate lasts. */
  async onBehalf(browser: FormBrowser, slug: string, scopes: readonly string[], purpose: string): Promise<Token> {
    const resource = this.resourceOf(slug)
    const { address, verifier, state } = await this.ask(slug, scopes, purpose)
    const returned = await consent(browser, address, 'allow')
    let first: Granted | null = await oidc.authorizationCodeGrant(this.server, returned, { pkceCodeVerifier: verifier, expectedState: state }, { resource }, { DPoP: this.dpop })
    let refreshToken = first.refresh_token ?? ''
    return kept(async () => {
      const granted = first ?? (await oidc.refreshTokenGrant(this.server, refreshToken, { resource }, { DPoP: this.dpop }))
      first = null
      refreshToken = granted.refresh_token ?? refreshToken
      return granted
    })
  }

  /** Where a person is asked for a mandate. */
  async ask(slug: string, scopes: readonly string[], purpose: string): Promise<{ address: string; verifier: string; state: string }> {
    const [verifier, state] = [oidc.randomPKCECodeVerifier(), oidc.randomState()]
    const address = await oidc.buildAuthorizationUrlWithPAR(this.server, {
      redirect_uri: CALLBACK, scope: scopes.join(' '), resource: this.resourceOf(slug), state, purpose, mandate_lifetime: String(MANDATE_SECONDS),
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    }, { DPoP: this.dpop }) // prettier-ignore
    return { address: address.href, verifier, state }
  }

  /** RFC 8693: a narrower part of another agent's authority. */
  below(parent: Token, slug: string, scopes: readonly string[]): Token {
    return kept(async () =>
      oidc.genericGrantRequest(
        this.server,
        EXCHANGE,
        { subject_token: await parent(), subject_token_type: ACCESS_TOKEN, resource: this.resourceOf(slug), scope: scopes.join(' ') },
        { DPoP: this.dpop },
      ),
    )
  }

  async call(slug: string, token: Token, tool: string, input: Record<string, unknown>): Promise<unknown> {
    if (slug === INVOICES.slug) return this.callApi(slug, token, tool, input)
    this.client ??= this.connect(slug, token)
    return (await this.client.connected).callTool({ name: tool, arguments: input }, { timeout: 30_000 })
  }

  /** An HTTP API: the tool is what is done to which path. */
  private async callApi(slug: string, token: Token, tool: string, { id }: Record<string, unknown>): Promise<unknown> {
    const [method, path] = tool === 'list_invoices' ? ['GET', 'invoices'] : tool === 'get_invoice' ? ['GET', `invoices/${String(id)}`] : ['POST', `invoices/${String(id)}/approval`]
    const send = withDpop(this.session, token)(fetch)
    const response = await send(new URL(path as string, this.resourceOf(slug)), { method: method as string, signal: AbortSignal.timeout(30_000) })
    const body: unknown = await response.json().catch(() => null)
    if (response.ok) return body
    throw new Error(`status ${response.status}: ${String((body as { title?: unknown } | null)?.title ?? 'refused')}`)
  }

  private connect(slug: string, token: Token) {
    const transport = new StreamableHTTPClientTransport(new URL(this.resourceOf(slug)), { fetch: withDpop(this.session, token)(fetch) })
    const client = new Client({ name: this.name, version: '1' })
    return { transport, connected: client.connect(transport).then(() => client) }
  }

  /** Ends the session, and with it the tool server that the gateway keeps for it. The next call opens another. */
  async rest(): Promise<void> {
    const open = this.client
    this.client = null
    if (!open) return
    await open.transport.terminateSession().catch(() => undefined)
    await open.transport.close().catch(() => undefined)
  }
}

type Granted = Awaited<ReturnType<typeof oidc.clientCredentialsGrant>>

/** Asked for again shortly before it ends; at once by however many wait for it. */
function kept(ask: () => Promise<Granted>): Token {
  let held: { token: string; until: number } | null = null
  let asking: Promise<string> | null = null
  return async () => {
    if (held && held.until > performance.now()) return held.token
    asking ??= ask()
      .then((granted) => {
        held = { token: granted.access_token, until: performance.now() + (granted.expiresIn() ?? 0) * 1_000 - RENEW_BEFORE_MS }
        return held.token
      })
      .finally(() => (asking = null))
    return asking
  }
}
