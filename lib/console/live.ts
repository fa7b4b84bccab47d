import 'server-only'
import type { Api, ApiRefusal } from '@/lib/api/client'
import type { OpenedStream } from '@/lib/api/stream-client'
import type { Result } from '@/lib/kernel/result'
import { apiAsSignedIn } from './api'

const STATUS = {
  signed_out: 401,
  denied: 403,
  separated: 403,
  proof_required: 403,
  proof_mismatch: 403,
  not_found: 404,
  conflict: 409,
  preview_changed: 409,
  wrong_state: 409,
  invalid: 400,
  too_many_requests: 429,
} as const satisfies Record<ApiRefusal['code'], number>

const HEADERS = { 'cache-control': 'no-store' }

/** A read for a part of a page that keeps itself alive: the API's answer as the signed-in person, as JSON. */
export async function live<T>(call: (api: Api) => Promise<Result<T, ApiRefusal>>): Promise<Response> {
  const api = await apiAsSignedIn()
  if (!api) return refused({ code: 'signed_out' })
  try {
    const result = await call(api)
    return result.ok ? Response.json(result.value, { headers: HEADERS }) : refused(result.refusal)
  } catch (thrown) {
    return failed(thrown)
  }
}

/** The same for a part that is told of what changes: the API's events, handed on as they come. */
export async function liveEvents(open: () => Promise<Result<OpenedStream, ApiRefusal>>): Promise<Response> {
  try {
    const opened = await open()
    if (!opened.ok) return refused(opened.refusal)
    return new Response(untilItBreaks(opened.value.body), { headers: { 'cache-control': 'no-store, no-transform', 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' } })
  } catch (thrown) {
    return failed(thrown)
  }
}

/** One that breaks ends: whoever reads it asks again, and nothing of it is a fault here. */
function untilItBreaks(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await reader.read().catch(() => null)
      if (!next || next.done) controller.close()
      else controller.enqueue(next.value)
    },
    cancel: (reason) => reader.cancel(reason).catch(() => undefined),
  })
}

function failed(thrown: unknown): Response {
  console.error(JSON.stringify({ level: 'error', event: 'live_read_failed', message: thrown instanceof Error ? thrown.message : 'unknown' }))
  return Response.json({ refusal: null }, { status: 503, headers: HEADERS })
}

/** A refusal as a route handler of the console answers it. */
export const refused = (refusal: ApiRefusal): Response => Response.json({ refusal }, { status: STATUS[refusal.code], headers: HEADERS })
