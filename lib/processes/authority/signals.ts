import { z } from 'zod'
import { endEvents, expandNotices, expireEvents, giveBack, settleNotices, takePushes, type PushLane, type WaitingEvent } from '@/lib/identity/signals'
import { outbound, OutboundRefused, type Outbound } from '@/lib/kernel/outbound'
import type { Signer } from '@/lib/kernel/signer'
import { rejection } from '@/lib/protocols/ssf/rejection'
import { signedSet } from '@/lib/protocols/ssf/set'

const LOOK_EVERY_MS = 500
const TIDY_EVERY_MS = 60_000
/** Streams that one process tells at a time, besides those that it takes in one look. */
const LANES_MAX = 16
/** Well within the time that a stream is held for whoever took it. */
const LANE_MS_MAX = 60_000
const ANSWER_MS_MAX = 5_000
const ANSWER_BYTES_MAX = 8 * 1024
/** What is put right with a key or a credential; the event itself is fine (RFC 8935 §2.4). */
const PASSING: ReadonlySet<string> = new Set(['invalid_key', 'authentication_failed', 'access_denied'])

export type SignalSettings = Readonly<{
  issuer: string
  signer: Pick<Signer, 'sign'>
  /** Opens what a receiver wants its pushes to carry. */
  openHeader: (receiverId: string, sealed: string) => string
  innerNetworks: boolean
  onProblem: (error: unknown) => void
}>

/**
 * Tells receivers of shared signals what they are owed, after the order has committed: no order waits for one, and an
 * order holds whether they hear of it or not. Here and not in the worker, because here is the key that signs.
 */
export function keepTelling(settings: SignalSettings): { stop(): Promise<void> } {
  const ask = pusher(settings)
  const under = new Set<Promise<void>>()
  const go = (work: Promise<unknown>): void => {
    const done: Promise<void> = work.then(() => undefined, settings.onProblem).finally(() => under.delete(done))
    under.add(done)
  }
  let [looking, stopped] = [false, false]
  const look = async (): Promise<void> => {
    if (looking || under.size > LANES_MAX) return
    looking = true
    // What was begun goes on by itself: the next look does not wait for who is slow.
    await beginDue(settings, ask, () => !stopped).then((lanes) => lanes.forEach(go), settings.onProblem)
    looking = false
  }
  const timers = [setInterval(() => go(look()), LOOK_EVERY_MS), setInterval(() => go(tidy()), TIDY_EVERY_MS)]
  return {
    async stop() {
      timers.forEach(clearInterval)
      stopped = true
      while (under.size > 0) await Promise.all(under)
    },
  }
}

export const pusher = ({ innerNetworks }: Pick<SignalSettings, 'innerNetworks'>): Outbound => outbound({ innerNetworks, answerBytesMax: ANSWER_BYTES_MAX, timeoutMs: ANSWER_MS_MAX })

async function tidy(): Promise<void> {
  await expireEvents()
  await settleNotices()
}

/** One look, to its end. */
export async function tellDue(settings: SignalSettings, ask: Outbound): Promise<void> {
  await Promise.all(await beginDue(settings, ask))
}

/** Events are made of what was ordered, and streams that are due are told side by side. */
async function beginDue(settings: SignalSettings, ask: Outbound, goesOn = () => true): Promise<Promise<void>[]> {
  await expandNotices(settings.issuer)
  return (await takePushes()).map((lane) => tellLane(settings, ask, lane, goesOn))
}

/** In their order, until one does not come through: the rest waits with it, and is tried again later. What a slow receiver leaves in its time is taken again at once. */
async function tellLane(settings: SignalSettings, ask: Outbound, lane: PushLane, goesOn: () => boolean): Promise<void> {
  const until = Date.now() + LANE_MS_MAX
  for (const event of lane.events) {
    if (Date.now() > until || !goesOn()) break
    const answer = await push(settings, ask, lane, event)
    if (answer.kind === 'later') return giveBack(lane, answer.problem)
    await endEvents(lane.streamId, [answer.kind === 'taken' ? { jti: event.jti, state: 'acknowledged' } : { jti: event.jti, state: 'failed', detail: answer.problem }])
  }
  await giveBack(lane, null)
}

type Answer = { kind: 'taken' } | { kind: 'rejected' | 'later'; problem: string }

/** RFC 8935 §2: a POST of the token itself; 202 is the acknowledgement, and nothing else is. */
async function push({ issuer, signer, openHeader }: SignalSettings, ask: Outbound, lane: PushLane, event: WaitingEvent): Promise<Answer> {
  const headers = new Headers({ 'content-type': 'application/secevent+jwt', accept: 'application/json' })
  if (lane.authorizationSealed !== null) headers.set('authorization', openHeader(lane.receiverId, lane.authorizationSealed))
  const body = await signedSet(signer, issuer, event)
  try {
    const response = await ask(lane.url, { method: 'POST', body, headers: Object.fromEntries(headers) })
    const text = await response.text()
    if (response.status === 202) return { kind: 'taken' }
    const said = response.status === 400 ? errorIn(text) : null
    if (said && !PASSING.has(said.err)) return { kind: 'rejected', problem: rejection(said.err, said.description) }
    return { kind: 'later', problem: said ? rejection(said.err, said.description) : `it answered ${response.status}` }
  } catch (error) {
    if (error instanceof OutboundRefused) return { kind: 'later', problem: error.message }
    return { kind: 'later', problem: isTimeout(error) ? `no answer within ${ANSWER_MS_MAX / 1000} s` : 'it could not be reached' }
  }
}

const isTimeout = (error: unknown): boolean => error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
const Rejection = z.object({ err: z.string().min(1).max(100), description: z.string().max(1_000).optional() })

function errorIn(text: string): z.output<typeof Rejection> | null {
  try {
    return Rejection.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
