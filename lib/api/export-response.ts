import { randomBytes } from 'node:crypto'
import { FORMATS } from '@/lib/evidence'
import type { LedgerExport } from '@/lib/identity/ledger'
import type { ReviewPack } from '@/lib/identity/reviews'
import type { ExportFormat } from '@/lib/kernel/export-formats'
import { multipartEnd, partHead } from '@/lib/kernel/multipart'
import { ENTRIES_HEADER, LOG_KEY_HEADER } from './contract/streams'
import { HEADERS } from './problem'

/** Who takes nothing for so long is gone, or holds the place of others. */
const IDLE_MS = 120_000

/**
 * The file and its manifest in one answer (RFC 2046 §5.1.3), written no faster than it is read. An answer that was cut
 * off has no closing delimiter, and nobody takes it for whole.
 *
 * @param onFault what went wrong after the first byte, when no status can tell of it any more
 * @param onEnd told that it is over, whether it came to its end or not
 */
export function exportResponse({ count, format, write }: LedgerExport, onFault: (thrown: unknown) => void, onEnd: () => void, idleMs = IDLE_MS): Response {
  const boundary = `lanyard-${randomBytes(24).toString('hex')}`
  const body = pacedBody(piecesOf(write(), boundary, format), onFault, onEnd, idleMs)
  return new Response(body, { headers: { ...HEADERS, 'content-type': `multipart/mixed; boundary=${boundary}`, [ENTRIES_HEADER]: String(count) } })
}

/** A pack, as `exportResponse` answers with an export: one that was cut off has no list of its files, and is no zip file. */
export function packResponse({ name, vkey, write }: ReviewPack, onFault: (thrown: unknown) => void, onEnd: () => void, idleMs = IDLE_MS): Response {
  const headers = { ...HEADERS, 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${name}"`, [LOG_KEY_HEADER]: vkey }
  return new Response(pacedBody(write(), onFault, onEnd, idleMs), { headers })
}

/** Written no faster than it is read. */
function pacedBody(pieces: AsyncGenerator<string | Uint8Array>, onFault: (thrown: unknown) => void, onEnd: () => void, idleMs: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let gone = false
  let idle: NodeJS.Timeout | undefined
  const end = () => {
    clearTimeout(idle)
    gone = true
    onEnd()
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(idle)
        try {
          const { done, value } = await pieces.next()
          if (gone) return // whoever asked has gone while the page was read
          if (done) {
            controller.close()
            return end()
          }
          controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value)
          idle = setTimeout(() => {
            end()
            void pieces.return(undefined)
            controller.error(new Error('nobody reads this export'))
          }, idleMs).unref()
        } catch (thrown) {
          onFault(thrown)
          end()
          controller.error(thrown)
        }
      },
      async cancel() {
        end()
        await pieces.return(undefined)
      },
    },
    { highWaterMark: 1 },
  )
}

async function* piecesOf(writing: AsyncGenerator<string, string>, boundary: string, format: ExportFormat): AsyncGenerator<string> {
  yield partHead(boundary, { 'content-type': FORMATS[format].mediaType, 'content-disposition': 'attachment; name="export"' })
  let step = await writing.next()
  try {
    for (; !step.done; step = await writing.next()) yield step.value
  } finally {
    if (!step.done) await writing.return('')
  }
  yield partHead(boundary, { 'content-type': 'application/json', 'content-disposition': 'attachment; name="manifest"' })
  yield step.value
  yield multipartEnd(boundary)
}
