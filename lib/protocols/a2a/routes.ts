import type { IncomingMessage } from 'node:http'
import { Hono, type Context } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { publishedCard } from '@/lib/identity/registry'
import { parseId } from '@/lib/kernel/ids'
import { isUnavailable } from '@/lib/kernel/is-unavailable'
import { networkOf } from '@/lib/kernel/network-of'
import type { Signer } from '@/lib/kernel/signer'
import { etagOf, signCard } from './sign-card'

/** Of one address (IPv6: one network), on each process; it need not say who it is. */
const REQUESTS_A_MINUTE_MAX = 600
/** Public, so that any page may read it; asked again each time, so that a halt takes it away at once. */
const PUBLIC = { 'access-control-allow-origin': '*', 'cache-control': 'public, no-cache', 'x-content-type-options': 'nosniff' }

/**
 * The cards of agents whose owners publish them, each below the agent's own address, where A2A clients look (A2A 1.0
 * §8.2). What is not published, halted or retired is 404 and cannot be told from what never was.
 */
export function a2aRoutes(deps: { issuer: string; signer: Signer; requestsAMinuteMax?: number }): Hono {
  const app = new Hono()
  const limiter = new RateLimiterMemory({ points: deps.requestsAMinuteMax ?? REQUESTS_A_MINUTE_MAX, duration: 60 })

  app.use('/a2a/*', async (c, next) => {
    const refused: unknown = await limiter.consume(networkOf(remoteAddressOf(c))).then(() => null, (thrown: unknown) => thrown)
    if (refused instanceof RateLimiterRes) return c.body(null, 429, { 'retry-after': String(Math.max(1, Math.ceil(refused.msBeforeNext / 1_000))) })
    if (refused) throw refused
    return next()
  })
  app.onError((error, c) => {
    if (!isUnavailable(error)) throw error
    return c.body(null, 503, { 'retry-after': '5' })
  })

  app.get('/a2a/:agentId/.well-known/agent-card.json', async (c) => {
    const agentId = parseId<'agent'>(c.req.param('agentId'))
    const card = agentId && (await publishedCard(deps, agentId))
    if (!card) return c.body(null, 404, { 'cache-control': 'no-store' })
    const signed = await signCard(deps, card)
    const headers = { ...PUBLIC, etag: etagOf(signed) }
    if (asksFor(c.req.header('if-none-match'), headers.etag)) return c.body(null, 304, headers)
    return c.body(JSON.stringify(signed), 200, { ...headers, 'content-type': 'application/json' })
  })

  return app
}

/** By the weak comparison (RFC 9110 §13.1.2). */
const asksFor = (header: string | undefined, etag: string): boolean => header !== undefined && header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag.replace(/^W\//, ''))

/** As the connection says: what a header says of it is anybody's word. */
const remoteAddressOf = (c: Context): string => (c.env as { incoming?: IncomingMessage } | undefined)?.incoming?.socket.remoteAddress ?? ''
