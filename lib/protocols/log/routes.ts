import { Hono } from 'hono'
import type { Actor } from '@/lib/identity/actor'
import { publishedHead, readBundle, readTile } from '@/lib/identity/ledger'
import { parseId } from '@/lib/kernel/ids'
import { readTilePath } from '@/lib/tlog'

const TEXT = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }
const BYTES = { 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' }
/** A tile never changes (C2SP tlog-tiles). */
const FOREVER = 'public, max-age=31536000, immutable'

/**
 * Each tenant's log for monitors and witnesses, under `/log/<tenant>` (C2SP tlog-tiles). The signed head and the tiles
 * of hashes tell how many entries there are and are for anyone who knows the log's name; the entries themselves are for
 * people who may read the ledger.
 *
 * @param authenticate who a request's bearer token speaks for; null for nobody
 */
export function logRoutes({ authenticate }: { authenticate: (request: Request) => Promise<Actor | null> }): Hono {
  const app = new Hono()

  app.get('/log/:tenant/checkpoint', async (c) => {
    const tenant = parseId<'tenant'>(c.req.param('tenant'))
    const head = tenant && (await publishedHead(tenant))
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
    const bundle = await readBundle(actor, { start: tile.start, end: tile.end })
    if (!bundle.ok) return c.body(null, bundle.refusal.code === 'denied' ? 403 : 404)
    return c.body(new Uint8Array(bundleOf(bundle.value.entries)), 200, { ...BYTES, 'cache-control': 'private, no-store' })
  })

  return app
}

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
