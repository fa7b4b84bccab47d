import type { IncomingMessage } from 'node:http'
import { Hono, type Context } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { cosign, witnessedHead, type Cosigned, type CosignerOf } from '@/lib/identity/ledger'
import { parseId } from '@/lib/kernel/ids'
import { isUnavailable } from '@/lib/kernel/is-unavailable'
import { networkOf } from '@/lib/kernel/network-of'
import { limitBody } from '../feed/body-limit'

const TEXT = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' }
/** 63 hashes, a head, and some dozens of signatures. */
const BODY_BYTES_MAX = 16 * 1024
const ORIGIN_MAX = 300
/** Of one address, on each process: whoever sends here says who it is by the head's signature alone. */
const REQUESTS_A_MINUTE_MAX = 600

const STATUS: Readonly<Record<Exclude<Cosigned['kind'], 'cosigned' | 'stale'>, number>> = { malformed: 400, not_signed: 403, unknown_origin: 404, other_root: 409, not_proved: 422 }

/**
 * Each tenant as a witness of others' logs, under `/witness/<tenant>` (C2SP tlog-witness): `add-checkpoint` for their
 * keepers, and `checkpoint?origin=…` for whoever asks which head was cosigned last.
 */
export function witnessRoutes({ cosignerOf, requestsAMinuteMax = REQUESTS_A_MINUTE_MAX }: { cosignerOf: CosignerOf; requestsAMinuteMax?: number }): Hono {
  const app = new Hono()
  const limiter = new RateLimiterMemory({ points: requestsAMinuteMax, duration: 60 })

  app.use('/witness/*', limitBody(BODY_BYTES_MAX, () => new Response(null, { status: 413 })), async (c, next) => {
    const refused: unknown = await limiter.consume(networkOf(remoteAddressOf(c))).then(() => null, (thrown: unknown) => thrown)
    if (refused instanceof RateLimiterRes) return c.body(null, 429, { 'retry-after': String(Math.max(1, Math.ceil(refused.msBeforeNext / 1_000))) })
    if (refused) throw refused
    return next()
  })
  app.onError((error, c) => {
    if (!isUnavailable(error)) throw error
    return c.body(null, 503, { 'retry-after': '5' })
  })

  app.post('/witness/:tenant/add-checkpoint', async (c) => {
    const tenant = parseId<'tenant'>(c.req.param('tenant'))
    if (!tenant) return c.body(null, 404)
    const done = await cosign(tenant, await c.req.text(), cosignerOf)
    if (done.kind === 'cosigned') return c.body(done.line, 200, TEXT)
    if (done.kind === 'stale') return c.body(`${done.size}\n`, 409, { ...TEXT, 'content-type': 'text/x.tlog.size' })
    return new Response(null, { status: STATUS[done.kind] })
  })

  app.get('/witness/:tenant/checkpoint', async (c) => {
    const tenant = parseId<'tenant'>(c.req.param('tenant'))
    const origin = c.req.query('origin') ?? ''
    const head = tenant && origin.length <= ORIGIN_MAX && (await witnessedHead(tenant, origin))
    // Cosigned anew: what a cosignature says is which head was the newest at its time.
    return tenant && head ? c.body(head.note + cosignerOf(tenant).cosign(head.note, Math.floor(Date.now() / 1_000)), 200, TEXT) : c.body(null, 404)
  })

  return app
}

/** As the connection says: what a header says of it is anybody's word. */
const remoteAddressOf = (c: Context): string => (c.env as { incoming?: IncomingMessage } | undefined)?.incoming?.socket.remoteAddress ?? ''
