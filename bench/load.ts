import { createPrivateKey, randomUUID, sign, type JsonWebKey, type KeyObject } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/**
 * Asks for tokens from a process of its own, as one of `bench/token.ts`'s contenders expects them, over kept-open
 * connections. Requests are signed before the clock starts, and HTTP is spoken by hand: on two cores, whatever this
 * side burns is missing at the other.
 */
export type Recipe = {
  url: string
  /** Form parameters of every request. */
  params: Record<string, string>
  client: { kind: 'secret'; id: string; secret: string } | { kind: 'private_key_jwt'; id: string; key: JsonWebKey; audience: string; kid?: string; dpop: JsonWebKey }
}
export type Order = {
  recipe: Recipe
  connections: number
  seconds: number
  prepare: number
  /** An open loop: each request has its time, whether or not the ones before it are answered, and is late from then on. */
  perSecond?: number
}
export type Outcome = { tokens: number; seconds: number; latencies: number[]; failed: number; sample: string }

process.on('message', (order: Order) => {
  void run(order).then(
    (outcome) => process.send?.(outcome),
    (error: Error) => {
      process.stderr.write(`${error.stack}\n`)
      process.exit(1)
    },
  )
})

async function run({ recipe, connections, seconds, prepare, perSecond }: Order): Promise<Outcome> {
  const next = requests(recipe, prepare)
  const outcome: Outcome = { tokens: 0, seconds: 0, latencies: [], failed: 0, sample: '' }
  const began = performance.now()
  const until = began + seconds * 1_000
  let sent = 0
  const due = (): number => (perSecond === undefined ? performance.now() : began + (sent++ * 1_000) / perSecond)
  await Promise.all(Array.from({ length: connections }, () => lane(new URL(recipe.url), next, { until, due }, outcome)))
  outcome.seconds = (performance.now() - began) / 1_000
  return outcome
}

async function lane(url: URL, next: () => Buffer | undefined, { until, due }: { until: number; due: () => number }, outcome: Outcome): Promise<void> {
  const socket = connect({ host: url.hostname === 'localhost' ? '127.0.0.1' : url.hostname, port: Number(url.port), noDelay: true })
  const exchange = exchanger(socket)
  for (let request = next(); request && performance.now() < until; request = next()) {
    const sent = due()
    if (sent >= until) break
    const early = sent - performance.now()
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early))
    const answer = await exchange(request)
    if (answer.startsWith('HTTP/1.1 200')) {
      outcome.tokens += 1
      outcome.latencies.push(performance.now() - sent)
      outcome.sample ||= answer.slice(answer.indexOf('\r\n\r\n') + 4)
    } else if (outcome.failed++ === 0) process.stderr.write(`${recipeless(answer)}\n`)
  }
  socket.destroy()
}

const recipeless = (answer: string): string => answer.slice(0, 800)

/** One request at a time on a connection; an answer ends by its length or its last chunk. */
function exchanger(socket: Socket): (request: Buffer) => Promise<string> {
  let text = ''
  let settle: { done: (answer: string) => void; fail: (error: Error) => void } | null = null
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    text += chunk
    if (!isWhole(text)) return
    const answer = text
    text = ''
    settle?.done(answer)
  })
  for (const event of ['error', 'close'] as const) socket.on(event, () => settle?.fail(new Error(`connection ${event} after ${text.slice(0, 200)}`)))
  return (request) =>
    new Promise((done, fail) => {
      settle = { done, fail }
      socket.write(request)
    })
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end + 2))?.[1]
  return length === undefined ? text.endsWith('0\r\n\r\n') : text.length >= end + 4 + Number(length)
}

function requests(recipe: Recipe, prepare: number): () => Buffer | undefined {
  const { client, params, url } = recipe
  if (client.kind === 'secret') {
    const authorization = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`
    const request = post(url, new URLSearchParams(params).toString(), { authorization })
    return () => request
  }
  const key = createPrivateKey({ key: client.key, format: 'jwk' })
  const dpopKey = createPrivateKey({ key: client.dpop, format: 'jwk' })
  const { kty, crv, x, y } = client.dpop
  const made: Buffer[] = []
  for (let n = 0; n < prepare; n++) {
    const iat = Math.floor(Date.now() / 1_000)
    const assertion = jws(key, { alg: 'ES256', ...(client.kid ? { kid: client.kid } : {}) }, { iss: client.id, sub: client.id, aud: client.audience, jti: randomUUID(), iat, exp: iat + 60 })
    const proof = jws(dpopKey, { alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } }, { jti: randomUUID(), htm: 'POST', htu: url, iat })
    const form = new URLSearchParams({ ...params, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion })
    made.push(post(url, form.toString(), { dpop: proof }))
  }
  return () => made.pop()
}

function jws(key: KeyObject, header: object, claims: object): string {
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

function post(address: string, body: string, headers: Record<string, string>): Buffer {
  const { host, pathname } = new URL(address)
  const all = { host, 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)), ...headers }
  return Buffer.from(`POST ${pathname} HTTP/1.1\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`)
}
