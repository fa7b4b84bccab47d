import { lookup } from 'node:dns'
import type { Readable } from 'node:stream'
import { Agent } from 'undici'
import { judging, OutboundRefused, refusalIn, type OutboundRules, type Resolve } from './outbound'

/** Headers by their names in lower case; one that came twice as the first of them. */
export type Posted = Readonly<{ status: number; header(name: string): string | undefined; body: Readable }>
export type OutboundPost = (url: URL, request: { headers: Record<string, string>; body: string; signal: AbortSignal }) => Promise<Posted>

/**
 * As `outbound`, for what is on the path of every call: one POST over connections that are kept, without what `fetch`
 * is made of. INVARIANT: what is connected to is an address that was judged. Redirects are not followed, and nothing is
 * decompressed; how much of the body is read is for the caller to bound.
 */
export function outboundPost(rules: OutboundRules, resolve: Resolve = lookup): OutboundPost {
  const dispatcher = new Agent({ connect: judging(rules, resolve) })
  return async (url, { headers, body, signal }) => {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new OutboundRefused(`\`${url.protocol}\` is neither http nor https`)
    const answer = await dispatcher.request({ origin: url.origin, path: `${url.pathname}${url.search}`, method: 'POST', headers, body, signal }).catch((thrown: unknown) => {
      throw refusalIn(thrown) ?? thrown
    })
    return {
      status: answer.statusCode,
      header: (name) => {
        const value = answer.headers[name]
        return Array.isArray(value) ? value[0] : value
      },
      body: answer.body,
    }
  }
}
