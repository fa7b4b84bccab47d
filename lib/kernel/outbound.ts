import { lookup, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector, fetch as undiciFetch, type RequestInit as UndiciInit } from 'undici'
import { whyNotReached } from './reachable'

const CONNECT_MS_MAX = 10_000

/** Nothing was connected to, or no more was read. The message is for the operator, and names no more than the address. */
export class OutboundRefused extends Error {
  override name = 'OutboundRefused'
}

/** What a name means at this moment: all of it. */
export type Resolve = (hostname: string, options: { all: true; family?: number | 'IPv4' | 'IPv6'; hints?: number }, callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void) => void

export type Outbound = (url: string | URL, init?: RequestInit) => Promise<Response>
export type OutboundRules = Readonly<{
  /** Whether addresses of this machine and of private networks may be reached. */
  innerNetworks: boolean
  /** Of an answer as it is read, after decompression; of a stream of events, each event. */
  answerBytesMax: number
  /** Of the whole exchange; left out: who asks bounds it. */
  timeoutMs?: number
}>

/**
 * `fetch` for addresses that somebody else named. INVARIANT: what is connected to is an address that was judged, and
 * not a name that may by then mean another one. Redirects are not followed.
 */
export function outbound(rules: OutboundRules, resolve: Resolve = lookup): Outbound {
  const dispatcher = new Agent({ connect: judging(rules, resolve) })
  return async (address, init = {}) => {
    const url = new URL(address)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new OutboundRefused(`\`${url.protocol}\` is neither http nor https`)
    const signals = [init.signal ?? [], rules.timeoutMs === undefined ? [] : AbortSignal.timeout(rules.timeoutMs)].flat()
    const options = { ...init, redirect: 'error' as const, dispatcher, ...(signals.length > 0 ? { signal: AbortSignal.any(signals) } : {}) }
    const response = await undiciFetch(url, asUndici(options)).catch((thrown: unknown) => {
      throw refusalIn(thrown) ?? thrown
    })
    const { status, statusText } = response
    const headers = [...response.headers]
    if (!response.body) return new Response(null, { status, statusText, headers })
    const isEvents = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
    return new Response((response.body as ReadableStream<Uint8Array>).pipeThrough(bounded(rules.answerBytesMax, isEvents)), { status, statusText, headers })
  }
}

/** The same interfaces, declared twice: by Node and by the package that it is made of. */
const asUndici = (init: Omit<RequestInit, 'redirect'> & Pick<UndiciInit, 'dispatcher' | 'redirect'>): UndiciInit => init as UndiciInit

/** A name is judged by all that it resolves to, at the moment of connecting; an address is never resolved, and so is judged before. */
export function judging(rules: OutboundRules, resolve: Resolve): buildConnector.connector {
  const connect = buildConnector({ lookup: judgedLookup(rules, resolve), timeout: CONNECT_MS_MAX })
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    const problem = isIP(host) ? whyNotReached(host, rules) : null
    if (problem) return callback(new OutboundRefused(`\`${host}\` ${problem}`), null)
    return connect(options, callback)
  }
}

function judgedLookup(rules: OutboundRules, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, [])
      for (const { address } of found) {
        const problem = whyNotReached(address, rules)
        if (problem) return callback(new OutboundRefused(`\`${hostname}\` ${problem}`), [])
      }
      const [first] = found
      if (options.all || !first) return callback(null, found)
      return callback(null, first.address, first.family)
    })
  }
}

function bounded(bytesMax: number, isEvents: boolean): TransformStream<Uint8Array, Uint8Array> {
  let size = 0
  return new TransformStream({
    transform(chunk, controller) {
      size += chunk.byteLength
      if (size > bytesMax) return controller.error(new OutboundRefused(`the answer is larger than ${bytesMax} bytes`))
      const end = isEvents ? lastEnd(chunk) : 0
      if (end > 0) size = chunk.byteLength - end
      controller.enqueue(chunk)
    },
  })
}

/** Where the last event of a chunk ends (an empty line); 0: nowhere in it. */
function lastEnd(chunk: Uint8Array): number {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  return Math.max(0, ...['\n\n', '\r\n\r\n', '\r\r'].map((end) => bytes.lastIndexOf(end) + 1))
}

export function refusalIn(thrown: unknown): OutboundRefused | null {
  for (let at = thrown, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at instanceof OutboundRefused) return at
    if (at.message === 'unexpected redirect') return new OutboundRefused('it was answered with a redirect, which is not followed')
  }
  return null
}
