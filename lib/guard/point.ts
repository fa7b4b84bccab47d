import { accessTokenReader, type ReadAccessToken } from './access-token'
import { ContainmentView } from './containment-view'
import { EpochDocument, readFeedDocument, SelfTestDocument, SnapshotDocument } from './feed-documents'
import { feedRequest, type FeedRequest } from './feed-request'
import { followFeed } from './feed-stream'
import { issuerKeys, type IssuerKeys } from './issuer-keys'
import { keepLease, Lease, type LeaseClock } from './lease'
import type { PointKey } from './point-key'
import { Receipts, type Order } from './receipts'
import { Records } from './records'
import { answerSelfTest } from './self-test'

export type PointEvents = {
  /**
   * The containment view has changed. Called synchronously, after the view knows: stop what it covers and say how many
   * calls that cut. `event` is null when it was learned from a snapshot.
   */
  onContainment?: (event: EpochDocument | null) => { cutCalls: number }
  onLease?: (held: boolean, detail: string) => void
  onProblem?: (problem: string, detail: string) => void
}

export type Point = Readonly<{
  readToken: ReadAccessToken
  lease: Lease
  view: ContainmentView
  records: Records
  request: FeedRequest
  /** Waits, at most `ms`, until the view knows all that the lease speaks of, and the epochs that a token does. */
  caughtUp(ms: number, epochs?: Readonly<Record<string, number>>): Promise<boolean>
  stop(): void
}>

const SNAPSHOT_TIMEOUT_MS = 5_000
const SNAPSHOT_RETRY_MS = 250
/**
 * A lease often knows of an order a moment before its event is here. Only an event that is still missing after this is
 * taken for lost; what is decided meanwhile waits for it (`caughtUp`). Every point reading a snapshot at once would
 * hold up the event itself.
 */
const EVENT_OVERDUE_MS = 100
/** Orders whose receipt was sent; an event that comes again needs no second one. */
const CONFIRMED_MAX = 10_000

/** Everything that an enforcement point needs of the authority, kept up to date: lease, feed, records and receipts. */
export function openPoint(options: {
  issuer: string
  pointId: string
  key: PointKey
  keys?: IssuerKeys
  clock?: LeaseClock
  events?: PointEvents
}): Point {
  const { issuer, pointId, key, events = {} } = options
  const keys = options.keys ?? issuerKeys(issuer)
  const reading = { issuer, keys }
  const lease = new Lease(options.clock)
  const view = new ContainmentView()
  // Four connections: none of lease, snapshots, records and receipts waits behind another.
  const request = feedRequest({ issuer, key, connections: 2 })
  const records = new Records(feedRequest({ issuer, key, connections: 2 }))
  const receipts = new Receipts({ request: feedRequest({ issuer, key }), key, pointId, issuer, onLost: receiptLost })
  let waiters: (() => void)[] = []
  let stopped = false

  function problem(what: string, error: unknown): void {
    events.onProblem?.(what, error instanceof Error ? error.message.slice(0, 300) : String(error).slice(0, 300))
  }

  const confirmed = new Set<string>()

  /** Still owed: a snapshot names it again, at the latest the one that is read with the next lease. */
  function receiptLost(orderId: string, why: string): void {
    confirmed.delete(orderId)
    problem('receipt', `${orderId}: ${why}`)
  }

  /** Enforces what the view now knows, and then signs for each order that this point owes a receipt for. */
  function enforce(event: EpochDocument | null, owed: readonly Order[]): void {
    const { cutCalls } = events.onContainment?.(event) ?? { cutCalls: 0 }
    const enforcedAt = Date.now()
    for (const waiter of waiters.splice(0)) waiter()
    owed
      .filter((order) => !confirmed.has(order.order_id))
      .forEach((order, index, { length }) => {
        confirmed.add(order.order_id)
        if (confirmed.size > CONFIRMED_MAX) confirmed.delete(confirmed.values().next().value ?? '')
        // Where several are learned at once, what was cut is counted for the newest.
        const enforcement = { enforcedAt, cutCalls: index === length - 1 ? cutCalls : 0 }
        receipts.confirm(order, enforcement).catch((error: unknown) => problem('receipt', error))
      })
  }

  let catchingUp: Promise<void> | null = null
  /** At most one at a time; who asks meanwhile gets the one that starts afterwards only if still behind. */
  function catchUp(): Promise<void> {
    catchingUp ??= readSnapshot().finally(() => {
      catchingUp = null
    })
    return catchingUp
  }

  let overdue: NodeJS.Timeout | null = null
  function catchUpWhenOverdue(): void {
    overdue ??= setTimeout(() => {
      overdue = null
      const state = lease.state()
      if (state.valid && view.behind(state.epochs).length > 0) void catchUp()
    }, EVENT_OVERDUE_MS)
  }

  async function readSnapshot(): Promise<void> {
    while (!stopped) {
      try {
        const { status, text } = await request({ method: 'GET', path: '/feed/snapshot', timeoutMs: SNAPSHOT_TIMEOUT_MS })
        if (status !== 200) throw new Error(`the authority answered ${status} to the snapshot`)
        const document = await readFeedDocument(documentOf(text), 'lanyard-snapshot+jwt', SnapshotDocument, reading)
        if (document.aud !== pointId) throw new Error('snapshot is for another point')
        view.applySnapshot(document)
        return enforce(
          null,
          document.tenants.flatMap(({ unconfirmed }) => unconfirmed),
        )
      } catch (error) {
        problem('snapshot', error)
        await new Promise((resolve) => setTimeout(resolve, SNAPSHOT_RETRY_MS))
      }
    }
  }

  async function selfTest(data: string): Promise<void> {
    try {
      const asked = await readFeedDocument(data, 'lanyard-self-test+jwt', SelfTestDocument, reading)
      // Not waited for: what is sent must not hold up the order behind it.
      answerSelfTest(asked, { request, key, pointId, issuer, epoch: view.epochOf(asked.tenant), leaseHeld: lease.state().valid }).catch((error: unknown) => problem('self_test', error))
    } catch (error) {
      problem('self_test', error)
    }
  }

  // One after the other: an event must not overtake the one before it while its signature is checked.
  let last: Promise<void> = Promise.resolve()
  const stopFeed = followFeed({
    issuer,
    key,
    onOpen: () => void catchUp(),
    onLost: (reason) => problem('feed', reason),
    onEvent: ({ event, data }) => {
      // Behind the orders, in their queue: an answer says that this point works through what it is told.
      if (event === 'self-test') return void (last = last.then(() => selfTest(data)))
      if (event !== 'epoch') return
      last = last.then(async () => {
        try {
          const document = await readFeedDocument(data, 'lanyard-epoch+jwt', EpochDocument, reading)
          const known = view.applyEvent(document)
          if (known === 'gap') {
            await catchUp()
            if ((view.epochOf(document.tenant) ?? -1) < document.epoch) await catchUp()
          }
          // A lifting sets free and needs no receipt; an order does, also when a snapshot told of it before.
          enforce(document, document.change === 'order' || (!document.change && document.covers.some((cover) => cover.active)) ? [document] : [])
        } catch (error) {
          problem('feed', error)
        }
      })
    },
  })

  /** The keys that the last lease named. A change is read at once, so that what a new key signs is known here, too. */
  let named = ''
  function learnKeys(): void {
    const state = lease.state()
    const kids = state.valid && state.kids ? state.kids.join() : named
    if (kids === named) return
    const first = named === ''
    named = kids
    if (!first) keys.reload?.().catch((error: unknown) => problem('keys', error))
  }

  /** Without a lease everything is refused for that reason; an authority that names no keys is believed by its JWKS. */
  const isGood = (kid: string): boolean => {
    const state = lease.state()
    return !state.valid || state.kids === null || state.kids.includes(kid)
  }

  let held = false
  const stopLease = keepLease({
    lease,
    request: feedRequest({ issuer, key }),
    pointId,
    issuer,
    keys,
    onGrant: (epochs) => {
      // An answer that was waiting while this process was stopped is over before it is read.
      const regained = !held && lease.state().valid
      if (regained) events.onLease?.((held = true), 'granted')
      learnKeys()
      // Also after a time without one: what was enforced meanwhile may not have been confirmed.
      if (regained) void catchUp()
      else if (view.behind(epochs).length > 0) catchUpWhenOverdue()
    },
    onFailure: (reason) => problem('lease', reason),
  })
  const leaseWatch = setInterval(() => {
    const state = lease.state()
    if (held && !state.valid) events.onLease?.((held = false), state.detail)
  }, 50)

  return {
    readToken: accessTokenReader({ ...reading, isGood }),
    lease,
    view,
    records,
    request,
    async caughtUp(ms, epochs = {}) {
      const deadline = performance.now() + ms
      for (;;) {
        const state = lease.state()
        if (!state.valid) return false
        if (view.behind(state.epochs).length + view.behind(epochs).length === 0) return true
        const left = deadline - performance.now()
        if (left <= 0) return false
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(left, 100))
          waiters.push(() => {
            clearTimeout(timer)
            resolve()
          })
        })
      }
    },
    stop() {
      stopped = true
      waiters = []
      clearInterval(leaseWatch)
      if (overdue) clearTimeout(overdue)
      records.hurry()
      stopLease()
      stopFeed()
    },
  }
}

/** A signed document on its own, or under one name in a JSON object. */
function documentOf(text: string): string {
  const trimmed = text.trim()
  if (!trimmed.startsWith('{')) return trimmed
  const values = Object.values(JSON.parse(trimmed) as Record<string, unknown>)
  const [jws] = values
  if (values.length !== 1 || typeof jws !== 'string') throw new Error('snapshot is not one signed document')
  return jws
}
