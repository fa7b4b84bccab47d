import { Client, DpopSession, generateDpopKeyPair, StreamableHTTPClientTransport, withDpop } from '@modelcontextprotocol/client'
import { decodeJwt, importJWK, type JWK } from 'jose'
import * as oidc from 'openid-client'
import { createApi, type Api } from '@/lib/api/client'
import { agentKeyPair } from './agents'
import { FormBrowser } from './form-browser'
import { ACCESS_TOKEN, CALLBACK, EXCHANGE } from './oauth-agent'
import type { Stack } from './stack'

/** Everything that this side was told is so. */
export type Acknowledged = { agents: string[]; tokens: string[]; mandates: string[]; calls: string[]; orders: { id: string; agent: string }[] }
type Person = { email: string; password: string }
type Registered = { id: string; key: CryptoKey; name: string }

const ECHO = 'mcp:everything:echo'

/**
 * Does what people and agents do, over and over, against the running product: registers an agent, has a person consent,
 * exchanges the token, makes a call, halts. It keeps what was acknowledged; what failed it begins anew, as people do.
 */
export class WorkerBee {
  readonly acknowledged: Acknowledged = { agents: [], tokens: [], mandates: [], calls: [], orders: [] }
  /** Tokens that came after a halt that covers their agent was acknowledged. There must be none. */
  readonly late: string[] = []
  readonly failures: string[] = []
  private readonly api: Api
  private readonly resource: string
  private stopping = false

  constructor(
    private readonly stack: Pick<Stack, 'issuer' | 'gatewayUrl'>,
    rootToken: string,
    private readonly person: Person,
    private readonly lane: number,
    /** How it halts an agent, and the order's id; left out: through the API. */
    private readonly haltBy?: (agent: { id: string; name: string }) => Promise<string>,
  ) {
    this.api = createApi({ origin: stack.issuer, token: rootToken, timeoutMs: 10_000 })
    this.resource = `${stack.gatewayUrl}/mcp/everything`
  }

  get rounds(): number {
    return this.acknowledged.orders.length
  }

  stop(): void {
    this.stopping = true
  }

  async work(): Promise<void> {
    for (let round = 0; !this.stopping; round++) {
      await this.once(`bee-${this.lane}-${round}`).catch((error: unknown) => {
        this.failures.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
      })
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }

  /** All of it, once; throws where something of it fails. */
  async once(name: string): Promise<void> {
    const worker = await this.register(`${name}-worker`, [])
    const lead = await this.register(`${name}-lead`, [worker.name])
    const [leader, sub] = [await this.client(lead), await this.client(worker)]
    const parent = await this.mandate(leader)
    const child = await sub.exchange(parent)
    await this.call(sub.session, child)
    await this.halt(lead)
    // From here on nothing more may be issued to either.
    for (const again of [() => sub.exchange(parent), () => sub.exchange(parent)])
      await again().then(
        (token) => this.late.push(token),
        () => undefined,
      )
  }

  private async register(name: string, mayDelegateTo: readonly string[]): Promise<Registered> {
    const { publicJwk, privateJwk } = agentKeyPair()
    const document = {
      name, owner: this.person.email, sponsor: this.person.email, purpose: 'works while processes are killed', redirect_uris: [CALLBACK],
      tools: [{ mcp_server: 'everything', tool_id: 'echo' }], may_delegate_to: [...mayDelegateTo],
    } // prettier-ignore
    const made = await this.api.agents.register({ document, public_key: publicJwk })
    if (!made.ok) throw new Error(JSON.stringify(made.refusal))
    this.acknowledged.agents.push(made.value.id)
    return { id: made.value.id, name, key: (await importJWK(privateJwk as JWK, 'ES256')) as CryptoKey }
  }

  private async client({ id, key }: Registered) {
    const config = await oidc.discovery(new URL(this.stack.issuer), id, undefined, oidc.PrivateKeyJwt(key), { execute: [oidc.allowInsecureRequests], algorithm: 'oauth2', timeout: 10 })
    const keyPair = await generateDpopKeyPair()
    const DPoP = oidc.getDPoPHandle(config, keyPair)
    return {
      config,
      DPoP,
      session: await DpopSession.create({ keyPair }),
      exchange: async (subjectToken: string): Promise<string> => {
        const answer = await oidc.genericGrantRequest(config, EXCHANGE, { subject_token: subjectToken, subject_token_type: ACCESS_TOKEN, scope: ECHO, resource: this.resource }, { DPoP })
        return this.token(answer.access_token)
      },
    }
  }

  /** A person signs in and consents. */
  private async mandate({ config, DPoP }: { config: oidc.Configuration; DPoP: oidc.DPoPHandle }): Promise<string> {
    const verifier = oidc.randomPKCECodeVerifier()
    const challenge = await oidc.calculatePKCECodeChallenge(verifier)
    const url = oidc.buildAuthorizationUrl(config, { redirect_uri: CALLBACK, scope: ECHO, resource: this.resource, code_challenge: challenge, code_challenge_method: 'S256' })
    const home = (next: URL) => next.href.startsWith(CALLBACK)
    const browser = new FormBrowser()
    const consent = await browser.submit(await browser.get(url.href), this.person)
    const done = await browser.submit(consent, { action: 'allow' }, { stopAt: home })
    if (!home(done.url)) throw new Error(`consent ended with ${done.status} at ${done.url.pathname}`)
    const answer = await oidc.authorizationCodeGrant(config, done.url, { pkceCodeVerifier: verifier }, { resource: this.resource }, { DPoP })
    this.acknowledged.mandates.push(String(decodeJwt(answer.access_token).mandate))
    return this.token(answer.access_token)
  }

  private token(token: string): string {
    this.acknowledged.tokens.push(String(decodeJwt(token).jti))
    return token
  }

  private async call(session: DpopSession, token: string): Promise<void> {
    const client = new Client({ name: 'bee', version: '1' })
    try {
      await client.connect(new StreamableHTTPClientTransport(new URL(this.resource), { fetch: withDpop(session, () => token)(fetch) }), { timeout: 10_000 })
      await client.callTool({ name: 'echo', arguments: { message: 'x' } }, { timeout: 10_000 })
      this.acknowledged.calls.push(String(decodeJwt(token).jti))
    } finally {
      await client.close().catch(() => undefined)
    }
  }

  private async halt(agent: Registered): Promise<void> {
    const order = this.haltBy ? await this.haltBy(agent) : await this.haltByApi(agent)
    this.acknowledged.orders.push({ id: order, agent: agent.id })
  }

  private async haltByApi({ id }: Registered): Promise<string> {
    const ordered = await this.api.containment.halt({ agentId: id })
    if (!ordered.ok) throw new Error(JSON.stringify(ordered.refusal))
    return ordered.value.order_id
  }
}
