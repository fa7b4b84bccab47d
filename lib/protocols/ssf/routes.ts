import type { IncomingMessage } from 'node:http'
import { Hono, type Context } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { setStreamStatus, setSubject, STREAM_JOB, streamOf, verifyStream } from '@/lib/identity/signals'
import { isUnavailable } from '@/lib/kernel/is-unavailable'
import { networkOf } from '@/lib/kernel/network-of'
import { limitBody } from '../feed/body-limit'
import { problem, UNAVAILABLE } from '../feed/problem'
import { receiverOfRequest } from '../oauth'
import { forbidden, invalid, json, nothing, refused, tooMany, unauthenticated, unknownStream } from './answers'
import { transmitterConfiguration } from './configuration'
import type { SsfDeps } from './deps'
import { pollEndpoint } from './poll'
import { configureStream, endStream, makeStream, readStreams, type Asker } from './stream'
import { StatusRequest, SubjectRequest, VerifyRequest } from './stream-request'

/** A poll that acknowledges a thousand events is the longest that there is. */
const BODY_BYTES_MAX = 64 * 1024
/** Of one address, on each process; it need not have said who it is. */
const REQUESTS_A_MINUTE_MAX = 600
type Scope = 'ssf.read' | 'ssf.manage'

/**
 * The transmitter of shared signals (OpenID SSF 1.0): its configuration, and under `/ssf` what receivers do with their
 * streams, each with an access token of its own (scopes `ssf.read` and `ssf.manage`).
 */
export function ssfRoutes(deps: SsfDeps & { onProblem?: (error: unknown) => void; requestsAMinuteMax?: number }): Hono {
  const app = new Hono()
  const limiter = new RateLimiterMemory({ points: deps.requestsAMinuteMax ?? REQUESTS_A_MINUTE_MAX, duration: 60 })
  const poll = pollEndpoint(deps)

  app.get('/.well-known/ssf-configuration', () => json(transmitterConfiguration(deps.issuer)))

  app.use('/ssf/*', limitBody(BODY_BYTES_MAX), async (c, next) => {
    const refusedBy: unknown = await limiter.consume(networkOf(remoteAddressOf(c))).then(() => null, (thrown: unknown) => thrown)
    if (refusedBy instanceof RateLimiterRes) return tooMany(Math.max(1, Math.ceil(refusedBy.msBeforeNext / 1_000)))
    if (refusedBy) throw refusedBy
    return next()
  })

  const as = (scope: Scope, answer: (asker: Asker, c: Context) => Promise<Response>) => async (c: Context) => {
    const known = await receiverOfRequest(deps.issuer, c.req.raw)
    if (!known) return unauthenticated(c.req.header('authorization') === undefined ? '' : 'invalid_token')
    if (!known.scopes.has(scope) && !(scope === 'ssf.read' && known.scopes.has('ssf.manage'))) return forbidden(`the token has no scope ${scope}`)
    const { receiver } = known
    return answer({ receiver, actor: { kind: 'job', tenantId: receiver.tenantId, id: STREAM_JOB, name: receiver.name } }, c)
  }
  const withBody = (scope: Scope, answer: (asker: Asker, body: unknown, c: Context) => Promise<Response>) =>
    as(scope, async (asker, c) => {
      const body = await c.req.json<unknown>().catch(() => null)
      return body !== null && typeof body === 'object' && !Array.isArray(body) ? answer(asker, body, c) : invalid('the body is no JSON object')
    })

  app.get('/ssf/stream', as('ssf.read', (asker, c) => readStreams(deps, asker, c.req.query('stream_id'))))
  app.post('/ssf/stream', withBody('ssf.manage', (asker, body) => makeStream(deps, asker, body)))
  app.patch('/ssf/stream', withBody('ssf.manage', (asker, body) => configureStream(deps, asker, body, 'patch')))
  app.put('/ssf/stream', withBody('ssf.manage', (asker, body) => configureStream(deps, asker, body, 'put')))
  app.delete('/ssf/stream', as('ssf.manage', (asker, c) => endStream(asker, c.req.query('stream_id'))))

  app.get('/ssf/status', as('ssf.read', async ({ receiver }, c) => {
    const stream = await streamOf(receiver)
    return stream && stream.id === c.req.query('stream_id') ? json(statusOf(stream)) : unknownStream()
  })) // prettier-ignore
  app.post('/ssf/status', withBody('ssf.manage', async ({ receiver, actor }, body) => {
    const asked = StatusRequest.safeParse(body)
    if (!asked.success) return invalid(asked.error.issues[0]?.message ?? 'no status')
    const { stream_id: streamId, status, reason = null } = asked.data
    const done = await setStreamStatus(actor, { receiverId: receiver.id, streamId, status, reason })
    return done.ok ? json(statusOf(done.value)) : refused(ofOwn(done.refusal))
  })) // prettier-ignore

  const subject = (wanted: boolean) =>
    withBody('ssf.manage', async ({ receiver, actor }, body) => {
      const asked = SubjectRequest.safeParse(body)
      if (!asked.success) return invalid('stream_id and a subject identifier (RFC 9493) are needed')
      const done = await setSubject(actor, { receiverId: receiver.id, streamId: asked.data.stream_id, subject: asked.data.subject, wanted })
      if (!done.ok) return refused(ofOwn(done.refusal))
      return wanted ? json({}) : nothing(204)
    })
  app.post('/ssf/subjects/add', subject(true))
  app.post('/ssf/subjects/remove', subject(false))

  app.post('/ssf/verification', withBody('ssf.manage', async ({ receiver, actor }, body) => {
    const asked = VerifyRequest.safeParse(body)
    if (!asked.success) return invalid('stream_id is needed, and state is a text of 400 characters at most')
    const done = await verifyStream(actor, { receiverId: receiver.id, streamId: asked.data.stream_id, state: asked.data.state ?? null })
    return done.ok ? nothing(204) : refused(ofOwn(done.refusal))
  })) // prettier-ignore

  app.post('/ssf/poll', withBody('ssf.read', (asker, body, c) => poll(asker, body, c.req.raw.signal)))

  app.onError((error) => {
    deps.onProblem?.(error)
    return problem(isUnavailable(error) ? UNAVAILABLE : { status: 500, code: 'fault', title: 'the request could not be carried out' })
  })
  return app
}

const statusOf = ({ id, status, statusReason }: { id: string; status: string; statusReason: string | null }) => ({ stream_id: id, status, ...(statusReason ? { reason: statusReason } : {}) })

/** A stream id that is no id is no stream. */
const ofOwn = <R extends { code: string; fields?: Record<string, string> }>(refusal: R): R | { code: 'not_found' } => (refusal.code === 'invalid' && refusal.fields?.streamId ? { code: 'not_found' } : refusal)

/** As the connection says: what a header says of it is anybody's word. */
const remoteAddressOf = (c: Context): string => (c.env as { incoming?: IncomingMessage } | undefined)?.incoming?.socket.remoteAddress ?? ''
