import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import type { EpochSeconds } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/ids'
import type { LedgerRecord } from '@/lib/guard/parts'
import { verifyProof } from '@/lib/protocols/dpop/verify-proof'

type Subject = { kind: string; id: string; /** Left with less, and not stopped. */ limited?: boolean; watched?: boolean }
type Cover = { kind: string; id: string; epoch: number; active: boolean; watched: boolean }
type Order = { order_id: string; epoch: number; change: 'order' | 'lifting'; covers: Cover[]; committed_at: number }

/**
 * A stand-in for the authority, for tests of enforcement points alone: a key, the feed as it is documented, and tokens
 * of any shape, good or bad. It checks what points send it. It is not the product and nothing about the authority is
 * proved with it; the journeys use the real one.
 */
export class FakeAuthority {
  readonly tenant = newId<'tenant'>()
  readonly pointId = newId<'enforcement_point'>()
  readonly records: LedgerRecord[] = []
  readonly receipts: { order_id: string; cut_calls: number; ms: number; epoch: number }[] = []
  readonly tools = new Map<string, { name: string }[]>()
  servers: unknown[] = []
  /** What is wrong with the authority at this moment. */
  broken = { lease: false, records: false, stream: false, snapshot: false }
  /** What it says of an allowed decision; `contained` where an order overtook it. */
  judge: () => 'recorded' | 'contained' = () => 'recorded'
  /** Milliseconds that a batch of records takes. */
  slowRecordsMs = 0
  leases = 0
  snapshots = 0

  /** What it answers for a snapshot, where it answers what was true once. */
  private oldSnapshot: string | null = null
  private epoch = 0
  private readonly orders: Order[] = []
  private readonly lifted = new Set<string>()
  private readonly streams = new Set<ServerResponse>()
  private jkt: string | null = null
  private constructor(
    private readonly pair: CryptoKeyPair,
    private readonly kid: string,
    private readonly publicJwk: object,
    private readonly http: ReturnType<typeof createServer>,
    readonly issuer: string,
  ) {}

  static async start(): Promise<FakeAuthority> {
    const pair = await generateKeyPair('ES256', { extractable: true })
    const jwk = await exportJWK(pair.publicKey)
    const kid = await calculateJwkThumbprint(jwk)
    const http = createServer()
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    const { port } = http.address() as { port: number }
    const authority = new FakeAuthority(pair, kid, { ...jwk, kid, alg: 'ES256', use: 'sig' }, http, `http://127.0.0.1:${port}`)
    http.on('request', (request, response) => {
      authority.answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
    })
    return authority
  }

  async stop(): Promise<void> {
    for (const stream of this.streams) stream.destroy()
    this.http.closeAllConnections()
    await new Promise<void>((resolve) => this.http.close(() => resolve()))
  }

  sign(typ: string, payload: JWTPayload): Promise<string> {
    return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', typ, kid: this.kid }).sign(this.pair.privateKey)
  }

  get currentEpoch(): number {
    return this.epoch
  }

  /** Gives an order, and tells the streams unless `quietly`. Returns its id. */
  halt(agents: readonly string[], options: { quietly?: boolean } = {}): Promise<string> {
    return this.order(agents.map((id) => ({ kind: 'agent', id })), options)
  }

  /** The same over subjects of any kind. */
  async order(subjects: readonly Subject[], { quietly = false } = {}): Promise<string> {
    this.epoch += 1
    const covers = subjects.map(({ kind, id, limited = false, watched = false }): Cover => ({ kind, id, epoch: this.epoch, active: !limited, watched }))
    const order: Order = { order_id: newId<'containment_order'>(), epoch: this.epoch, change: 'order', covers, committed_at: Date.now() }
    this.orders.push(order)
    if (!quietly) await this.tell(order)
    return order.order_id
  }

  async lift(orderId: string): Promise<void> {
    const order = this.orders.find(({ order_id }) => order_id === orderId)
    if (!order) throw new Error('no such order')
    this.epoch += 1
    this.lifted.add(orderId)
    for (const cover of order.covers) Object.assign(cover, { active: false, watched: false })
    await this.tell({ ...order, epoch: this.epoch, change: 'lifting' })
  }

  /** Forgets what it was told and works again; orders stay in force. */
  reset(): void {
    this.records.length = 0
    this.receipts.length = 0
    this.broken = { lease: false, records: false, stream: false, snapshot: false }
    this.judge = () => 'recorded'
    this.oldSnapshot = null
    this.slowRecordsMs = 0
  }

  /** From now on it gives this moment's snapshot, as a cache would that nobody told; by `false` the true one again. */
  async keepSnapshot(keep: boolean): Promise<void> {
    this.oldSnapshot = keep ? await this.snapshot() : null
  }

  dropStreams(): void {
    for (const stream of this.streams) stream.destroy()
  }

  private async tell(order: Order): Promise<void> {
    const data = await this.sign('lanyard-epoch+jwt', { iss: this.issuer, tenant: this.tenant, ...order })
    for (const stream of this.streams) stream.write(`event: epoch\nid: ${this.tenant}.${order.epoch}\ndata: ${data}\n\n`)
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/'
    const json = (status: number, body: unknown) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (path === '/oauth/jwks') return void json(200, { keys: [this.publicJwk] })
    const proof = verifyProof({
      proof: request.headersDistinct['dpop']?.[0],
      method: request.method ?? '',
      url: this.issuer + path,
      now: Math.floor(Date.now() / 1000) as EpochSeconds,
    })
    if (!proof.ok) return void json(401, { code: proof.refusal.code })
    const body = request.method === 'POST' ? ((await bodyOf(request)) as Record<string, never>) : null
    if (path === '/feed/enrol') {
      this.jkt = proof.value.jkt
      return void json(201, { point_id: this.pointId, name: 'gateway', lease_ms: 3_000 })
    }
    if (proof.value.jkt !== this.jkt) return void json(401, { code: 'not_enrolled' })
    switch (`${request.method} ${path}`) {
      case 'POST /feed/lease':
        if (this.broken.lease) return void json(503, {})
        this.leases += 1
        return void json(200, {
          lease: await this.sign('lanyard-lease+jwt', {
            iss: this.issuer, aud: this.pointId, nonce: body?.nonce, iat: Date.now() / 1000, age_ms: 1, epochs: { [this.tenant]: this.epoch },
          } as JWTPayload), // prettier-ignore
        })
      case 'GET /feed/snapshot':
        this.snapshots += 1
        return void (this.broken.snapshot ? json(503, {}) : json(200, { snapshot: this.oldSnapshot ?? (await this.snapshot()) }))
      case 'GET /feed/config':
        return void json(200, { servers: this.servers })
      case 'POST /feed/tools':
        this.tools.set(String(body?.server_id), body?.tools ?? [])
        return void json(200, { changed: true })
      case 'POST /feed/receipts':
        this.receipts.push(JSON.parse(Buffer.from(String(body?.receipt).split('.')[1] ?? '', 'base64url').toString()))
        return void json(200, { ms: 1 })
      case 'POST /feed/records':
        return void json(this.broken.records ? 503 : 200, this.broken.records ? {} : { answers: await this.keep(body?.records ?? []) })
      case 'GET /feed/stream':
        if (this.broken.stream) return void json(503, {})
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n')
        this.streams.add(response)
        response.on('close', () => this.streams.delete(response))
        return
      default:
        json(404, {})
    }
  }

  private async keep(records: readonly LedgerRecord[]): Promise<{ id: string; status: string }[]> {
    if (this.slowRecordsMs > 0) await new Promise((resolve) => setTimeout(resolve, this.slowRecordsMs))
    return records.map((record) => {
      const status = record.kind === 'decision' && record.result === 'allowed' ? this.judge() : 'recorded'
      this.records.push(record)
      return { id: record.id, status }
    })
  }

  private snapshot(): Promise<string> {
    const covers = new Map<string, Cover>()
    for (const cover of this.orders.flatMap((order) => order.covers)) {
      const key = `${cover.kind} ${cover.id}`
      const known = covers.get(key)
      covers.set(key, {
        ...cover,
        epoch: Math.max(cover.epoch, known?.epoch ?? 0),
        active: cover.active || (known?.active ?? false),
        watched: cover.watched || (known?.watched ?? false),
      })
    }
    const unconfirmed = this.orders
      .filter(({ order_id }) => !this.lifted.has(order_id) && !this.receipts.some((receipt) => receipt.order_id === order_id))
      .map(({ order_id, epoch }) => ({ order_id, epoch }))
    return this.sign('lanyard-snapshot+jwt', {
      iss: this.issuer,
      aud: this.pointId,
      iat: Date.now() / 1000,
      tenants: [{ tenant: this.tenant, epoch: this.epoch, covers: [...covers.values()], unconfirmed }],
    })
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}
