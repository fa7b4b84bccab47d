import { Hono, type Context } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Actor } from '@/lib/identity/actor'
import { orderWatch } from '@/lib/identity/containment'
import { IMPORT_PART_BYTES_MAX } from '@/lib/identity/imports/contract'
import { exportLedger } from '@/lib/identity/ledger'
import { packReview } from '@/lib/identity/reviews'
import { Fault } from '@/lib/kernel/fault'
import { newId, type TenantId } from '@/lib/kernel/ids'
import type { Result } from '@/lib/kernel/result'
import type { Refusal } from '@/lib/identity/refusals'
import { limitBody } from '@/lib/protocols/feed/body-limit'
import { authenticator } from './authenticate'
import { API } from './contract'
import type { Endpoint } from './contract/endpoint'
import { STREAMS } from './contract/streams'
import { exportResponse, packResponse } from './export-response'
import { isUnavailable } from '@/lib/kernel/is-unavailable'
import { openApiDocument } from './openapi'
import { orderStream } from './order-stream'
import { places } from './places'
import { HEADERS, problem, refusalProblem } from './problem'
import { inputShape, readInput } from './read-input'
import { verbs, type Verb, type VerbSettings } from './verbs'

const BASE = '/api/v1'
const BODY_BYTES_MAX = 64 * 1024
/** Calls of one actor a minute, on each process. Scripts that register thousands of agents stay below it. */
const CALLS_A_MINUTE_MAX = 6_000
/** Exports and packs that one process makes at a time: each is a few megabytes, and reads the log for minutes. */
const EXPORTS_MAX = 4
const EXPORT_WAIT_SECONDS = 30

export type ApiDeps = VerbSettings & {
  /** `LANYARD_ROOT_TOKEN`; null: there is none, and nobody gets in by it. */
  rootToken: string | null
  /** The tenant that the root token speaks for. */
  company: TenantId
  /** A constant event with fields; never a token, a secret or a body. */
  log: (event: 'api.fault' | 'api.watch_lost', fields: Record<string, unknown>) => void
  callsAMinuteMax?: number
}
/** `close` ends the streams that are open, so that the process can end. */
export type ManagementApi = Hono & { close(): Promise<void> }

/**
 * The management API under `/api/v1`: one verb behind each endpoint of the contract, and nothing else. Every call is
 * authenticated here, by a token and never by a cookie, and authorized by the verb.
 */
export function managementApi(deps: ApiDeps): ManagementApi {
  const app = new Hono()
  const authenticate = authenticator(deps)
  const limiter = new RateLimiterMemory({ points: deps.callsAMinuteMax ?? CALLS_A_MINUTE_MAX, duration: 60 })
  let document: string | undefined // made when somebody asks: a start does not wait for it
  const table = verbs(deps)
  const exports = places(EXPORTS_MAX)

  const usual = limitBody(BODY_BYTES_MAX, () => problem('too_large'))
  const wide = limitBody(IMPORT_PART_BYTES_MAX, () => problem('too_large'))
  app.use(`${BASE}/*`, (c, next) => (isImportPart(c.req.path) ? wide : usual)(c, next))
  app.get(`${BASE}/openapi.json`, () => new Response((document ??= JSON.stringify(openApiDocument())), { headers: { ...HEADERS, 'content-type': 'application/json' } }))

  const methods = new Map<string, string[]>()
  const serve = (spec: Endpoint, answer: (actor: Actor, input: unknown, request: Request) => Promise<Response>) => {
    const shape = inputShape(spec)
    methods.set(spec.path, [...(methods.get(spec.path) ?? []), spec.method])
    app.on(spec.method, `${BASE}${spec.path}`, (c) =>
      answered(deps, spec, async () => {
        const actor = await authenticate(c.req.raw)
        if (!actor) return refusalProblem({ code: 'signed_out' })
        // Whatever else an actor did this minute, they can stop an agent.
        const wait = isStop(spec) ? 0 : await secondsToWait(limiter, actor)
        if (wait > 0) return refusalProblem({ code: 'too_many_requests', retryAfterSeconds: wait })
        const input = await readInput(c as Context, spec, shape)
        if (!input.ok) return input.refusal.code === 'invalid' ? refusalProblem(input.refusal) : problem(input.refusal.code)
        return answer(actor, input.value, c.req.raw)
      }),
    )
  }
  for (const { spec, verb } of endpoints(table))
    serve(spec, async (actor, input) => {
      const result = await verb(actor, input)
      // Parsed by the contract on the way out, too: a field that it does not name does not leave.
      return result.ok ? Response.json(spec.output.parse(result.value), { headers: HEADERS }) : refusalProblem(result.refusal)
    })
  serve(STREAMS.ledger.export, streamed(deps, exports, STREAMS.ledger.export, exportLedger(deps), exportResponse))
  serve(STREAMS.reviews.pack, streamed(deps, exports, STREAMS.reviews.pack, packReview(deps), packResponse))
  const watch = orderWatch((thrown) => deps.log('api.watch_lost', describe(thrown)))
  serve(STREAMS.containment.watch, (actor, input, request) => orderStream(watch, actor, input as { orderId: string }, request.headers.get('last-event-id')))
  for (const [path, allowed] of methods)
    app.all(`${BASE}${path}`, () => problem('method_not_allowed', {}, { allow: [...allowed, ...(allowed.includes('GET') ? ['HEAD'] : [])].join(', ') }))
  app.all(`${BASE}/*`, () => problem('not_found'))
  return Object.assign(app, { close: () => watch.close() })
}

/** A verb whose answer is written by and by: it has one of the exports’ places until it is over. */
function streamed<T>(deps: ApiDeps, exports: ReturnType<typeof places>, spec: Endpoint, verb: (actor: Actor, input: unknown) => Promise<Result<T, Refusal>>, respond: (value: T, onFault: (thrown: unknown) => void, onEnd: () => void) => Response): (actor: Actor, input: unknown) => Promise<Response> {
  return async (actor, input) => {
    const end = exports.take()
    if (!end) return refusalProblem({ code: 'too_many_requests', retryAfterSeconds: EXPORT_WAIT_SECONDS })
    try {
      const result = await verb(actor, input)
      if (result.ok) return respond(result.value, (thrown) => faulted(deps, spec, thrown), end)
      end()
      return refusalProblem(result.refusal)
    } catch (thrown) {
      end()
      throw thrown
    }
  }
}

/** Audit logs come in parts that are larger than what people and scripts ask for otherwise. */
const isImportPart = (path: string): boolean => /\/ledger\/imports\/[^/]+\/parts$/.test(path)

const STOPS: readonly string[] = ['containment.halt', 'containment.request', 'containment.confirm']
const isStop = ({ permission }: Endpoint): boolean => STOPS.includes(permission)

/** The contract and its verbs, side by side. That a verb has its endpoint's permission is checked at every start. */
export function endpoints(table: ReturnType<typeof verbs>): { name: string; spec: Endpoint; verb: Verb }[] {
  const byArea = table as Readonly<Record<string, Readonly<Record<string, Verb>>>>
  return Object.entries(API).flatMap(([area, specs]) =>
    Object.entries(specs as Record<string, Endpoint>).map(([key, spec]) => {
      const verb = byArea[area]?.[key]
      if (!verb || verb.permission !== spec.permission) throw new Fault(`${area}.${key} has no verb of permission ${spec.permission}`)
      return { name: `${area}.${key}`, spec, verb }
    }),
  )
}

async function secondsToWait(limiter: RateLimiterMemory, actor: Actor): Promise<number> {
  try {
    await limiter.consume(`${actor.tenantId} ${actor.kind} ${actor.id}`)
    return 0
  } catch (thrown) {
    if (thrown instanceof RateLimiterRes) return Math.max(1, Math.ceil(thrown.msBeforeNext / 1_000))
    throw thrown
  }
}

/** A fault is answered without a word of what it was; the reference finds it in the log. */
async function answered(deps: ApiDeps, spec: Endpoint, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (thrown) {
    const reference = faulted(deps, spec, thrown)
    return isUnavailable(thrown) ? problem('unavailable', { reference }, { 'retry-after': '5' }) : problem('fault', { reference })
  }
}

function faulted(deps: ApiDeps, spec: Endpoint, thrown: unknown): string {
  const reference = newId()
  deps.log('api.fault', { reference, method: spec.method, path: spec.path, ...describe(thrown) })
  return reference
}

/** Where it was thrown and what kind of thing it is. Messages of the database layer repeat values, so they stay out. */
function describe(thrown: unknown): { error: string; code?: string; at: string[] } {
  if (!(thrown instanceof Error)) return { error: typeof thrown, at: [] }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? { code: thrown.code } : {}
  const message = thrown instanceof Fault ? `${thrown.name}: ${thrown.message}` : thrown.name
  return { error: message, ...code, at: (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 12) }
}
