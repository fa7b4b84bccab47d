import type { IncomingMessage } from 'node:http'
import { Hono, type Context } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Actor } from '@/lib/identity/actor'
import { cosignedHead, publishedHead, readBundle, readTile, type ReadArchive } from '@/lib/identity/ledger'
import { parseId } from '@/lib/kernel/ids'
import { isUnavailable } from '@/lib/kernel/is-unavailable'
import { networkOf } from '@/lib/kernel/network-of'
import { readTilePath } from '@/lib/tlog'

const TEXT = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }
const BYTES = { 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' }
/** A tile never changes (C2SP tlog-tiles). */
const FOREVER = 'public, max-age=31536000, immutable'

/** A monitor that reads a log of ten million entries from its beginning asks for 40,000 tiles: a quarter of an hour. */
const REQUESTS_A_MINUTE_MAX = 3_000

/**
 * Each tenant's log for monitors and witnesses, under `/log/<tenant>` (C2SP tlog-tiles). The signed head and the tiles
 * of hashes tell how many entries there are and are for anyone who knows the log's name; the entries themselves are for
 * people who may read the ledger.
 *
 * @param authenticate who a request's bearer token speaks for; null for nobody
 * @param readArchive entries that have left the database; null: these are not served
 * @param requestsAMinuteMax of one address (IPv6: one network), on each process; it need not say who it is
 */
export function logRoutes({ authenticate, readArchive = null, requestsAMinuteMax = REQUESTS_A_MINUTE_MAX }: { authenticate: (request: Request) => Promise<Actor | null>; readArchive?: ReadArchive | null; requestsAMinuteMax?: number }): Hono {
  const app = new Hono()
  const entriesOf = readBundle({ readArchive })
  const limiter = new RateLimiterMemory({ points: requestsAMinuteMax, duration: 60 })

  app.use('/log/*', async (c, next) => {
    const refused: unknown = await limiter.consume(networkOf(remoteAddressOf(c))).then(() => null, (thrown: unknown) => thrown)
    if (refused instanceof RateLimiterRes) return c.body(null, 429, { 'retry-after': String(Math.max(1, Math.ceil(refused.msBeforeNext / 1_000))) })
    if (refused) throw refused
    return next()
  })
  app.onError((error, c) => {
    if (!isUnavailable(error)) throw error
    return c.body(null, 503, { 'retry-after': '5' })
  })

  app.get('/log/:tenant/checkpoint', async (c) => {
    const tenant = parseId<'tenant'>(c.req.param('tenant'))
    // With `?cosigned` the newest that a witness has cosigned: of a log that grows all the time, the newest of all hardly ever is.
    const head = tenant && (await (c.req.query('cosigned') === undefined ? publishedHead(tenant) : cosignedHead(tenant)))
    return head ? c.body(head.note, 200, { ...TEXT, 'cache-control': 'no-cache' }) : c.body(null, 404)
  })

  app.get('/log/:tenant/tile/*', async (c) => {
    const tenant = parseId<'tenant'>(c.req.param('tenant'))
    const tile = readTilePath(c.req.path.slice(`/log/${c.req.param('tenant')}/tile/`.length))
    if (!tenant || !tile) return c.body(null, 404)
    if (tile.level !== 'entries') {
      const hashes = await readTile(tenant, { ...tile, level: tile.level })
      return hashes ? c.body(new Uint8Array(Buffer.concat(hashes)), 200, { ...BYTES, 'cache-control': FOREVER }) : c.body(null, 404)
    }
    const actor = await authenticate(c.req.raw)
    if (!actor) return c.body(null, 401, { 'www-authenticate': 'Bearer' })
    if (actor.tenantId !== tenant) return c.body(null, 404)
    const bundle = await entriesOf(actor, { start: tile.start, end: tile.end })
    if (!bundle.ok) return c.body(null, bundle.refusal.code === 'denied' ? 403 : 404)
    return c.body(new Uint8Array(bundleOf(bundle.value.entries)), 200, { ...BYTES, 'cache-control': 'private, no-store' })
  })

  return app
}

/** As the connection says: what a header says of it is anybody's word. */
const remoteAddressOf = (c: Context): string => (c.env as { incoming?: IncomingMessage } | undefined)?.incoming?.socket.remoteAddress ?? ''

/** Each entry behind its length, two bytes, big-endian (C2SP tlog-tiles "Log entries"). */
function bundleOf(entries: readonly string[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const bytes = Buffer.from(entry)
      const length = Buffer.alloc(2)
      length.writeUInt16BE(bytes.length)
      return [length, bytes]
    }),
  )
}
