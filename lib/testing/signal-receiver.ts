import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose'

/** What a receiver makes of one security event token, once it has verified it. */
export type Received = { jti: string; txn: string; toe: number | undefined; subject: Record<string, unknown>; type: string; event: Record<string, unknown>; bytes: string }
type Json = Record<string, unknown>
type Answer = { status: number; body: Json | Json[] | null; headers: Headers }

/**
 * A receiver of shared signals as somebody else would write it, from the RFCs alone: it shares no code with the
 * transmitter. It finds everything by the transmitter's configuration, takes pushes and polls, and keeps an event once,
 * however often it is sent.
 */
export class SignalReceiver {
  /** What it has verified, by jti. */
  readonly received = new Map<string, Received>()
  /** Every token that reached it, again and again. */
  deliveries = 0
  authorizations: (string | undefined)[] = []
  /** What it answers a push with; null: it hangs up; `never`: it takes it, and says nothing. */
  answer: { status: number; body?: Json } | 'never' | null = { status: 202 }
  readonly problems: string[] = []
  #token = ''
  #configuration: Json = {}
  #keys: ReturnType<typeof createRemoteJWKSet> | null = null
  #server: Server | null = null

  constructor(
    private readonly issuer: string,
    private readonly client: { id: string; secret: string },
  ) {}

  async discover(): Promise<Json> {
    const configuration = (await (await fetch(`${this.issuer}/.well-known/ssf-configuration`)).json()) as Json
    if (configuration['issuer'] !== this.issuer) throw new Error('the configuration is of another issuer')
    this.#configuration = configuration
    this.#keys = createRemoteJWKSet(new URL(String(configuration['jwks_uri'])))
    return configuration
  }

  /** RFC 6749 §4.4 with a secret. */
  async signIn(scope = 'ssf.manage ssf.read'): Promise<Answer> {
    const metadata = (await (await fetch(`${this.issuer}/.well-known/oauth-authorization-server`)).json()) as { token_endpoint: string }
    const basic = Buffer.from(`${encodeURIComponent(this.client.id)}:${encodeURIComponent(this.client.secret)}`).toString('base64')
    const response = await fetch(metadata.token_endpoint, { method: 'POST', headers: { authorization: `Basic ${basic}` }, body: new URLSearchParams({ grant_type: 'client_credentials', scope }) })
    const body = (await response.json()) as Json
    this.#token = String(body['access_token'] ?? '')
    return { status: response.status, body, headers: response.headers }
  }

  /** A call of one of the endpoints that the configuration names, with its token or another. */
  async call(method: string, endpoint: string, body?: Json, token: string | null = this.#token): Promise<Answer> {
    const [name = '', query] = endpoint.split('?')
    const url = `${String(this.#configuration[name] ?? name)}${query ? `?${query}` : ''}`
    const headers = { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(body ? { 'content-type': 'application/json' } : {}) }
    const response = await fetch(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
    const text = await response.text()
    return { status: response.status, body: text ? (JSON.parse(text) as Json) : null, headers: response.headers }
  }

  /** Listens for pushes (RFC 8935); resolves with the address to give to the transmitter. */
  async listen(): Promise<string> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { answer } = this
        if (answer === null) return void request.socket.destroy()
        if (answer === 'never') return
        this.authorizations.push(request.headers.authorization)
        if (request.headers['content-type'] !== 'application/secevent+jwt') this.problems.push('not pushed as a security event token')
        const taken = answer.status === 202 ? this.take(Buffer.concat(chunks).toString()) : Promise.resolve()
        void taken.then(
          () => response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body ? JSON.stringify(answer.body) : ''),
          (error: unknown) => {
            this.problems.push(String(error))
            response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ err: 'invalid_request', description: String(error) }))
          },
        )
      })
    })
    this.#server = server
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`
  }

  /** RFC 8936 §2; what it is given is verified and kept, and not acknowledged. */
  async poll(pollUrl: string, asked: Json = { returnImmediately: true }): Promise<{ jtis: string[]; more: boolean; status: number }> {
    const { status, body } = await this.call('POST', pollUrl, asked)
    const { sets = {}, moreAvailable = false } = (body ?? {}) as { sets?: Record<string, string>; moreAvailable?: boolean }
    for (const [jti, set] of Object.entries(sets)) if ((await this.take(set)) !== jti) throw new Error('a token stands under another jti')
    return { jtis: Object.keys(sets), more: moreAvailable, status }
  }

  /** RFC 8417 §2, and what CAEP's interoperability profile adds. Throws for what it would not believe. */
  async take(set: string): Promise<string> {
    this.deliveries++
    if (!this.#keys) throw new Error('not discovered yet')
    const { payload, protectedHeader } = await jwtVerify(set, this.#keys, { algorithms: ['RS256'], typ: 'secevent+jwt', issuer: this.issuer, audience: this.client.id })
    const { jti, txn, toe, iat, events, sub_id: subject } = payload as JWTPayload & Json
    if (!protectedHeader.kid) throw new Error('no kid')
    if ('exp' in payload || 'sub' in payload) throw new Error('has an exp or a sub')
    if (typeof jti !== 'string' || jti === '') throw new Error('no jti')
    if (typeof iat !== 'number' || iat > Date.now() / 1000 + 60) throw new Error('no iat, or one ahead')
    if (typeof txn !== 'string') throw new Error('no txn')
    if (typeof subject !== 'object' || subject === null || !('format' in subject)) throw new Error('no sub_id')
    const named = Object.entries((events ?? {}) as Record<string, Json>)
    const [[type, event] = ['', {}]] = named
    if (named.length !== 1) throw new Error(`${named.length} events`)
    const known = this.received.get(jti)
    if (known && known.bytes !== set) throw new Error('a jti was used for another token')
    this.received.set(jti, { jti, txn, toe: typeof toe === 'number' ? toe : undefined, subject: subject as Json, type: type.split('/').at(-1) ?? '', event, bytes: set })
    return jti
  }

  /** What it knows of one order. */
  of(txn: string): Received[] {
    return [...this.received.values()].filter((one) => one.txn === txn)
  }

  async close(): Promise<void> {
    const server = this.#server
    server?.closeAllConnections()
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
  }
}
