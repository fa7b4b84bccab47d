import { exportJWK, generateKeyPair, type JWK } from 'jose'
import * as oidc from 'openid-client'
import { outbound } from '@/lib/kernel/outbound'

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

/** Too many requests (429) and a fault (5xx) say nothing of who was halted. */
const REFUSED: ReadonlySet<number> = new Set([400, 401, 403])

export type ClientKey = { privateKey: CryptoKey; publicJwk: JWK }
export async function clientKey(): Promise<ClientKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const { kty, crv, x, y } = await exportJWK(publicKey)
  return { privateKey, publicJwk: { kty, crv, x, y } as JWK }
}

/** Of one answer of a point: the tool of a drill says back what it was told. */
const ANSWER_BYTES_MAX = 1024 * 1024
const ANSWER_MS_MAX = 15_000

/** What the other side said, as far as it matters here: it did it, it refused, or nobody knows. */
export type Answer = { verdict: 'allowed' | 'refused' | 'unknown'; detail: string }

/** One agent of a drill in one run: its own client, authenticated by its own key, with a DPoP key of its own. */
export class DrillRun {
  private constructor(
    readonly name: string,
    private readonly server: oidc.Configuration,
    private readonly dpop: oidc.DPoPHandle,
  ) {}

  static async start({ issuer, innerNetworks }: { issuer: string; innerNetworks: boolean }, agent: { id: string; name: string }, key: ClientKey): Promise<DrillRun> {
    const url = new URL(issuer)
    // The address of a point is its own word, given when it enrolled; the issuer's is the operator's.
    const reach = outbound({ innerNetworks, answerBytesMax: ANSWER_BYTES_MAX, timeoutMs: ANSWER_MS_MAX })
    const customFetch: oidc.CustomFetch = (to, options) => (new URL(to).origin === url.origin ? fetch(to, options as RequestInit) : reach(to, options as RequestInit))
    // The issuer's address is the operator's own: plain HTTP is let through for this machine alone, when it is set.
    const execute = url.protocol === 'http:' ? [oidc.allowInsecureRequests] : []
    const server = await oidc.discovery(url, agent.id, undefined, oidc.PrivateKeyJwt(key.privateKey), { execute, timeout: 5, [oidc.customFetch]: customFetch })
    return new DrillRun(agent.name, server, oidc.getDPoPHandle(server, await oidc.randomDPoPKeyPair('ES256')))
  }

  /** Of its DPoP key (RFC 7638): what a token has to name that is for this run. */
  thumbprint(): Promise<string> {
    return this.dpop.calculateThumbprint()
  }

  /** `scope` left out: all that it may. */
  async clientCredentials(resource: string, scope?: string): Promise<string> {
    return (await oidc.clientCredentialsGrant(this.server, { resource, ...(scope ? { scope } : {}) }, { DPoP: this.dpop })).access_token
  }

  async exchange(subjectToken: string, resource: string, scope: string): Promise<string> {
    const parameters = { subject_token: subjectToken, subject_token_type: ACCESS_TOKEN, resource, scope }
    return (await oidc.genericGrantRequest(this.server, EXCHANGE, parameters, { DPoP: this.dpop })).access_token
  }

  /** One request to a protected resource, with a proof of its own (RFC 9449 §7). */
  async post(url: string, token: string, message: object, session: string | null): Promise<{ status: number; body: string; session: string | null }> {
    const headers = new Headers({ 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...(session ? { 'mcp-session-id': session } : {}) })
    const request = async () => oidc.fetchProtectedResource(this.server, token, new URL(url), 'POST', JSON.stringify(message), headers, { DPoP: this.dpop })
    let response: Response
    try {
      response = await request()
    } catch (error) {
      if (!(error instanceof oidc.WWWAuthenticateChallengeError)) throw error
      response = error.response
    }
    return { status: response.status, body: response.bodyUsed ? '' : await response.text(), session: response.headers.get('mcp-session-id') ?? session }
  }
}

/** A grant that was refused by the token endpoint, told from one that was not answered. */
export async function answerOf(ask: () => Promise<unknown>): Promise<Answer> {
  try {
    await ask()
    return { verdict: 'allowed', detail: 'a token was issued' }
  } catch (error) {
    if (error instanceof oidc.ResponseBodyError) return { verdict: REFUSED.has(error.status) ? 'refused' : 'unknown', detail: error.error.slice(0, 100) }
    if (error instanceof oidc.WWWAuthenticateChallengeError) return { verdict: 'refused', detail: `status ${error.status}` }
    return { verdict: 'unknown', detail: error instanceof Error ? error.message.slice(0, 200) : 'no answer' }
  }
}
