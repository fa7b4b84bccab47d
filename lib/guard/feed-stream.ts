import http from 'node:http'
import https from 'node:https'
import type { PointKey } from './point-key'

const RECONNECT_MS_MIN = 100
const RECONNECT_MS_MAX = 2_000
/** The authority sends something every two seconds; silence for this long is a dead connection. */
const SILENCE_MS = 8_000
const EVENT_BYTES_MAX = 16 * 1024 * 1024

export type FeedStreamOptions = {
  issuer: string
  key: PointKey
  onEvent: (event: { event: string; data: string }) => void
  /** Told after every (re)connection: what happened in between is to be read from a snapshot. */
  onOpen: () => void
  onLost: (reason: string) => void
}

/** Follows the authority's feed for as long as the process lives. Speed comes from it; safety comes from the lease. */
export function followFeed(options: FeedStreamOptions): () => void {
  let stopped = false
  let attempt = 0
  let current: http.ClientRequest | null = null
  let timer: NodeJS.Timeout | null = null

  const again = (reason: string) => {
    if (stopped || timer) return
    options.onLost(reason)
    const wait = Math.min(RECONNECT_MS_MIN * 2 ** attempt, RECONNECT_MS_MAX)
    attempt += 1
    timer = setTimeout(() => {
      timer = null
      connect()
    }, wait)
  }

  const connect = () => {
    const url = new URL('/feed/stream', options.issuer)
    const headers = { accept: 'text/event-stream', 'cache-control': 'no-store', dpop: options.key.proof('GET', url.href) }
    const request = (url.protocol === 'https:' ? https : http).get(url, { headers, agent: false })
    current = request
    request.setTimeout(SILENCE_MS, () => request.destroy(new Error('the feed is silent')))
    request.on('error', (error) => again(error.message))
    request.on('response', (response) => {
      if (response.statusCode !== 200) {
        response.resume()
        return again(`the authority answered ${response.statusCode ?? 0} to the feed`)
      }
      attempt = 0
      options.onOpen()
      const take = eventReader(options.onEvent)
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        if (!take(text)) request.destroy(new Error('an event is too large'))
      })
      response.on('end', () => again('the authority closed the feed'))
      response.on('error', (error) => again(error.message))
    })
  }

  connect()
  return () => {
    stopped = true
    if (timer) clearTimeout(timer)
    current?.destroy()
  }
}

/** `id` is the last that was named, also by an event without data; empty while none was. */
export type ServerSentEvent = { event: string; data: string; id: string }

/** Server-sent events (WHATWG HTML §9.2): `event`, `data`, `id`, comments; `retry` is left to who connects. False: too much. */
export function eventReader(onEvent: (event: ServerSentEvent) => void, bytesMax = EVENT_BYTES_MAX): (text: string) => boolean {
  /** What has come of a line that has not ended: joined once it does, or a long one would be looked through for every piece of it. */
  let pieces: string[] = []
  let size = 0
  let event = 'message'
  let data: string[] = []
  let id = ''
  return (text) => {
    size += text.length
    if (size > bytesMax) return false
    pieces.push(text)
    if (!/[\r\n]/.test(text)) return true
    const lines = pieces.join('').split(/\r\n|\n|\r(?!$)/)
    const rest = lines.pop() ?? ''
    pieces = [rest]
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) onEvent({ event, data: data.join('\n'), id })
        event = 'message'
        data = []
        size = rest.length
      } else if (line.startsWith('event:')) event = line.slice(6).trim()
      else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''))
      else if (line.startsWith('id:')) id = line.slice(3).trim()
    }
    return true
  }
}
