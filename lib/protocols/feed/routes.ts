import { Hono, type Context } from 'hono'
import { databaseUrl } from '@/lib/db/client'
import { expireOrders } from '@/lib/identity/containment'
import { systemClock, type Clock } from '@/lib/kernel/clock'
import { isUnavailable } from '@/lib/kernel/is-unavailable'
import type { Signer } from '@/lib/kernel/signer'
import { authenticator, type Authenticated } from './authenticate'
import { limitBody } from './body-limit'
import { configEndpoint } from './config'
import { containmentView } from './containment-view'
import type { FeedDeps } from './deps'
import { enrolEndpoint } from './enrol'
import { EventStreams } from './event-streams'
import { leaseEndpoint } from './lease'
import { LeaseNotes } from './lease-notes'
import { INVALID, problem, UNAUTHENTICATED, UNAVAILABLE } from './problem'
import { receiptsEndpoint } from './receipts'
import { recordsEndpoint } from './records'
import { snapshotEndpoint } from './snapshot'
import { selfTestEndpoint } from './self-test'
import { changeTeller, selfTestTeller } from './tell-change'
import { toolsEndpoint } from './tools'

const BODY_BYTES_MAX = 64 * 1024
const RECORDS_BYTES_MAX = 1024 * 1024
/** By how much an order may outlast its time. */
const EXPIRE_EVERY_MS = 1_000

export type FeedOptions = Readonly<{
  issuer: string
  /** Of which drills have tokens. Left out: servers that guard themselves cannot be drilled. */
  gatewayUrl?: string
  signer: Signer
  clock?: Clock
  /** A log line: a constant name, and what went wrong. Never a token, a key or a body. */
  onProblem?: (event: 'feed_connection_lost' | 'feed_request_failed' | 'feed_change_not_signed' | 'orders_not_expired', error: unknown) => void
}>
/** `close` ends the streams and the listening connection, so that the process can end. */
export type Feed = Hono & { close(): Promise<void> }

/**
 * The containment feed, under `/feed`: everything an enforcement point asks of the authority. The database must be
 * open. Every request but enrolment is signed by an enrolled key.
 */
export function feedRoutes({ issuer, gatewayUrl, signer, clock = systemClock, onProblem = () => undefined }: FeedOptions): Feed {
  const streams = new EventStreams()
  const leases = new LeaseNotes()
  const view = containmentView({
    databaseUrl: databaseUrl(),
    onChange: changeTeller({ issuer, signer, streams, onProblem: (error) => onProblem('feed_change_not_signed', error) }),
    onSelfTest: selfTestTeller({ issuer, signer, streams, onProblem: (error) => onProblem('feed_change_not_signed', error) }),
    onState: () => streams.endWhere((point) => !view.isEnrolled(point)),
    onLost: (error) => onProblem('feed_connection_lost', error),
  })
  // Beside the feed, because its points must hear of it as of any lifting, and because no worker stands in this path.
  const ends = setInterval(() => void expireOrders().catch((error: unknown) => onProblem('orders_not_expired', error)), EXPIRE_EVERY_MS)
  const deps: FeedDeps = { issuer, signer, view, streams, leases }
  const authenticate = authenticator({ issuer, view, clock })

  const asPoint = (answer: (who: Authenticated) => Response | Promise<Response>) => async (c: Context) => {
    const who = await authenticate.point(c.req.raw)
    return who.ok ? answer(who.value) : problem(UNAUTHENTICATED, who.refusal.code)
  }
  const withBody = (answer: (body: unknown, who: Authenticated) => Promise<Response>) => async (c: Context) => {
    const who = await authenticate.point(c.req.raw)
    if (!who.ok) return problem(UNAUTHENTICATED, who.refusal.code)
    const body = await json(c)
    return body === undefined ? problem(INVALID) : answer(body, who.value)
  }

  const app = new Hono()
  const [lease, snapshot, receipts, enrol] = [leaseEndpoint(deps), snapshotEndpoint(deps), receiptsEndpoint(deps), enrolEndpoint(deps)]

  app.post('/feed/enrol', limitBody(BODY_BYTES_MAX), async (c) => {
    const proof = authenticate.proof(c.req.raw)
    return proof.ok ? enrol(await json(c), proof.value) : problem(UNAUTHENTICATED, proof.refusal.code)
  })
  app.post('/feed/lease', limitBody(BODY_BYTES_MAX), withBody((body, { point }) => lease(body, point)))
  app.post('/feed/records', limitBody(RECORDS_BYTES_MAX), withBody(recordsEndpoint))
  app.post('/feed/receipts', limitBody(BODY_BYTES_MAX), withBody((body, { point }) => receipts(body, point)))
  app.post('/feed/self-test', limitBody(BODY_BYTES_MAX), withBody((body, { point }) => selfTestEndpoint(deps)(body, point)))
  app.post('/feed/tools', limitBody(RECORDS_BYTES_MAX), withBody(toolsEndpoint))
  app.get('/feed/stream', asPoint(({ point }) => streams.response(point)))
  app.get('/feed/snapshot', asPoint(({ point }) => snapshot(point)))
  app.get('/feed/config', asPoint(({ point }) => configEndpoint(point, gatewayUrl ?? null)))
  app.onError((error) => {
    onProblem('feed_request_failed', error)
    return problem(isUnavailable(error) ? UNAVAILABLE : { status: 500, code: 'fault', title: 'the request could not be carried out' })
  })

  return Object.assign(app, {
    async close() {
      clearInterval(ends)
      streams.close()
      leases.close()
      await view.close()
    },
  })
}

const json = (c: Context): Promise<unknown> => c.req.json<unknown>().catch(() => undefined)
