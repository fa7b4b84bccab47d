import { apiAsSignedIn } from '@/lib/console/api'
import { refused } from '@/lib/console/live'
import { isSameOrigin } from '@/lib/console/same-origin'
import type { Api, ApiRefusal } from '@/lib/api/client'
import { AuditGathering } from '@/lib/import/audit/import-file'
import { inert } from '@/lib/kernel/inert'
import { FILE_NAME_HEADER, IMPORT_BYTES_MAX, type ImportMessage } from '../_components/messages'

const PROGRESS_EVERY_MS = 300

class Refused extends Error {
  constructor(readonly refusal: ApiRefusal) {
    super('refused')
  }
}

/** One log, read as it comes and kept nowhere: what is in it goes to the ledger, redacted. Answers with a line for each step. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request)) return new Response(null, { status: 403 })
  const api = await apiAsSignedIn()
  if (!api) return refused({ code: 'signed_out' })
  const name = inert(decoded(request.headers.get(FILE_NAME_HEADER)), 200) || 'a file'
  const { body } = request
  if (!body || Number(request.headers.get('content-length') ?? 0) > IMPORT_BYTES_MAX) return refused({ code: 'invalid', fields: { file: `is empty, or larger than ${IMPORT_BYTES_MAX / 1024 ** 2} MB` } })
  const begun = await api.imports.begin({ sent_by: 'upload', name })
  if (!begun.ok) return refused(begun.refusal)
  const encoder = new TextEncoder()
  const steps = stepsOf(api, begun.value.id, name, body as unknown as AsyncIterable<Uint8Array>)
  const answer = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await steps.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
    },
    cancel: () => steps.return(undefined).then(() => undefined),
  })
  return new Response(answer, { headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' } })
}

/** What was sent before something went wrong stays; the import says that it was not ended well. */
async function* stepsOf(api: Api, importId: string, name: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<ImportMessage> {
  const waiting: ImportMessage[] = []
  let wake: (() => void) | null = null
  let told = 0
  const tell = (message: ImportMessage) => {
    waiting.push(message)
    wake?.()
  }
  const gathering = new AuditGathering(async (part) => {
    const added = await api.imports.add({ importId, ...part })
    if (!added.ok) throw new Refused(added.refusal)
  })
  const end = (problem: string | null) => api.imports.end({ importId, totals: gathering.totals, files: gathering.files, problem })
  const work = async (): Promise<ImportMessage> => {
    try {
      await gathering.add(name, body, ({ bytes, events, unread }) => {
        if (Date.now() - told < PROGRESS_EVERY_MS) return
        told = Date.now()
        tell({ step: 'reading', bytes, events, unread })
      })
      await gathering.end()
      const ended = await end(null)
      return ended.ok ? { step: 'done', report: ended.value } : { step: 'refused', refusal: ended.refusal }
    } catch (thrown) {
      await end('the file did not come to its end').catch(() => null)
      return { step: 'refused', refusal: thrown instanceof Refused ? thrown.refusal : null }
    }
  }
  let last: ImportMessage | null = null
  void work().then((message) => {
    last = message
    wake?.()
  })
  for (;;) {
    const next = waiting.shift()
    if (next) yield next
    else if (last) return yield last
    else await new Promise<void>((resolve) => (wake = resolve))
  }
}

function decoded(value: string | null): string {
  try {
    return decodeURIComponent(value ?? '')
  } catch {
    return ''
  }
}
