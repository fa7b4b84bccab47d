import { identify, letThrough, neededFor, notReady, toolNamed } from './admission'
import type { Credentials } from './authenticate'
import type { Ending } from './call-records'
import type { Denial } from './denial'
import type { OpenCall } from './in-flight'
import { problemOf } from './node-answer'
import type { Deps } from './node-handler'
import { parametersOf } from './parameters-of'
import type { FetchHandler, Guard, HonoContext, ToolOf } from './public'
import { answerWellKnown } from './well-known'

const HEADERS = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' } as const

/** Request in, Response out. */
export const fetchHandler =
  (deps: Deps, tool: ToolOf<Request>, handler: FetchHandler): ReturnType<Guard['protect']> =>
  async (request) => {
    try {
      const opened = deps.opened()
      if (!('point' in opened)) return refused(notReady(opened.detail))
      const { pathname, search } = new URL(request.url)
      const target = pathname + search
      const credentials = credentialsIn(request)
      const own = await answerWellKnown(opened, { credentials, target }, deps)
      if (own) return 'denial' in own ? refused(own.denial) : own.status === 200 ? Response.json(own.body, { headers: HEADERS }) : new Response(null, { status: 204, headers: HEADERS })
      const known = await identify(opened, { credentials, target })
      if (!known.ok) return refused(known.refusal)
      const needed = neededFor(opened.server.slug, toolNamed(tool, request), parametersOf(request.method, target))
      const admitted = await letThrough(opened, known.value, needed)
      return admitted.ok ? await answerOf(admitted.value, request, handler) : refused(admitted.refusal)
    } catch (error) {
      deps.onFault(error)
      return Response.json({ type: 'about:blank', title: 'the request could not be carried out', status: 500 }, { status: 500, headers: { ...HEADERS, 'content-type': 'application/problem+json' } })
    }
  }

export const honoMiddleware =
  (deps: Deps, tool: ToolOf<Request>): ReturnType<Guard['hono']> =>
  async (context: HonoContext, next) => {
    const response = await fetchHandler(deps, tool, async (_request, caller) => {
      context.set('caller' as never, caller as never)
      await next()
      return context.res
    })(context.req.raw)
    // Once a route has answered, Hono takes what is set and not what is returned; and adds the old headers to it.
    Object.assign(context, { res: undefined })
    context.res = response
    return response
  }

/** The handler's answer, or the denial of an order that comes first. What the handler does afterwards goes nowhere. */
async function answerOf(call: OpenCall, request: Request, handler: FetchHandler): Promise<Response> {
  const cut = new Promise<Response>((resolve) => call.onCut((denial) => resolve(refused(denial))))
  if (call.isOver) return cut
  const done = (async () => handler(request, call.caller))()
  // After a cut nobody waits for it, and what it would have answered is let go.
  done.then((late) => (call.caller.signal.aborted ? late.body?.cancel() : undefined)).catch(() => undefined)
  try {
    const response = await Promise.race([done, cut])
    return call.caller.signal.aborted || !response.body ? ended(call, response) : new Response(streamed(call, response.body, endingOf(response)), response)
  } catch (error) {
    call.end({ result: 'failed', reason: 'server_error' })
    throw error
  }
}

function ended(call: OpenCall, response: Response): Response {
  call.end(endingOf(response))
  return response
}
const endingOf = ({ status }: Response): Ending => (status >= 500 ? { result: 'failed', reason: 'server_error' } : { result: 'ok' })

/** The call is in flight until its last byte: a cut breaks the stream off, so that no half of an answer looks whole. */
function streamed(call: OpenCall, body: ReadableStream<Uint8Array>, ending: Ending): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>({
    start(controller) {
      call.onCut((denial) => {
        controller.error(new Error(denial.message))
        reader.cancel(denial.message).catch(() => undefined)
      })
    },
    async pull(controller) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        call.end({ result: 'failed', reason: 'server_error' })
        throw error
      })
      if (call.caller.signal.aborted) return
      if (!done) return controller.enqueue(value)
      call.end(ending)
      controller.close()
    },
    async cancel(reason) {
      call.end({ result: 'failed', reason: 'caller_gone' })
      await reader.cancel(reason)
    },
  })
}

/** Repeated headers arrive joined by commas here, which no proof contains. */
const credentialsIn = ({ method, headers }: Request): Credentials => ({ method, authorization: headers.get('authorization'), proof: headers.get('dpop') })

const refused = (denial: Denial): Response =>
  Response.json(problemOf(denial), { status: denial.status, headers: { ...HEADERS, 'content-type': 'application/problem+json', ...denial.headers } })
