import { CONTAINMENT_CHANNEL } from '@/lib/db/epoch'
import { listen } from '@/lib/db/listener'
import { recentSelfTests, type SelfTestAsked } from '@/lib/identity/drills'
import {
  changesSince,
  readFeedState,
  readSnapshot,
  servesTenant,
  type EpochChange,
  type FeedState,
  type Point,
  type TenantSnapshot,
} from '@/lib/identity/containment'
import { trustedId, type TenantId } from '@/lib/kernel/ids'

/** Whom a notification is about (`raiseEpoch` writes it); null for one that does not say. */
function tenantIn(payload: string): TenantId | null {
  const tenant = /"tenant"\s*:\s*"([0-9a-f-]{36})"/.exec(payload)?.[1]
  return tenant ? trustedId<'tenant'>(tenant) : null
}

/** A lost notification is found by the next look. */
const LOOK_EVERY_MS = 250

export type ContainmentView = Readonly<{
  /** How long ago, on the monotonic clock, the database was asked for what this view holds. Infinite before the first answer. */
  ageMs(): number
  epochsFor(point: Point): Record<string, number>
  /** Null for a key that is not enrolled, or no longer; one that is unknown is looked for before that is said. */
  pointOf(thumbprint: string): Promise<Point | null>
  isEnrolled(point: Point): boolean
  snapshotFor(point: Point): Promise<TenantSnapshot[]>
  /** Looks now; resolves when a look that began after this call has ended. */
  refresh(): Promise<void>
  close(): Promise<void>
}>

/**
 * What this process knows of every tenant's epoch, and who the enforcement points are: read over one connection that
 * listens, when it is told of a change, when it is connected again, and four times a second. Each process keeps its own,
 * so that any number of them serve the feed. Epochs only ever grow; each that is passed is told once, in order.
 */
export function containmentView(options: {
  databaseUrl: string
  onChange: (change: EpochChange) => void
  /** Once for each question whether an order would arrive. */
  onSelfTest: (asked: SelfTestAsked) => void
  onState: () => void
  onLost: (error: Error) => void
}): ContainmentView {
  let state: FeedState = { epochs: new Map(), points: new Map() }
  let asOf = Number.NEGATIVE_INFINITY
  /** Up to which epoch `onChange` has been told; null before the first look, whose past nobody waits for. */
  let told: Map<string, number> | null = null
  let asked: ReadonlySet<string> = new Set()
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null

  const listener = listen({
    url: options.databaseUrl,
    channel: CONTAINMENT_CHANNEL,
    onNotification: (payload) => {
      // What a halt waits for: the order itself, before everything else is looked at.
      void tell(tenantIn(payload)).catch(() => undefined)
      void look()
    },
    onConnected: () => void look(),
    onLost: options.onLost,
  })
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)

  /** What fails here was reported by the connection that was lost, and shows as age. */
  const look = (): Promise<void> => refresh().catch(() => undefined)

  function refresh(): Promise<void> {
    if (!running) return (running = read().finally(() => void (running = null)))
    next ??= running.then(begin, begin)
    return next
  }
  function begin(): Promise<void> {
    next = null
    return refresh()
  }

  async function read(): Promise<void> {
    const askedAt = performance.now()
    state = await readFeedState(listener)
    asOf = askedAt
    options.onState()
    told ??= new Map(state.epochs)
    for (const [tenant, epoch] of state.epochs) if (epoch > (told.get(tenant) ?? 0)) await tell(tenant)
    await tellSelfTests()
  }

  /** One at a time, so that nothing is told twice. Nothing before the first look: what was then is in a snapshot. */
  let telling: Promise<void> = Promise.resolve()
  function tell(tenant: TenantId | null): Promise<void> {
    const known = told
    if (!tenant || !known) return telling
    const turn = telling.then(async () => {
      for (const change of await changesSince(listener, tenant, known.get(tenant) ?? 0)) {
        known.set(tenant, change.epoch)
        options.onChange(change)
      }
    })
    telling = turn.catch(() => undefined)
    return turn
  }

  /** By the same connection and the same look as a change, so that an answer says that these work. */
  async function tellSelfTests(): Promise<void> {
    const recent = await recentSelfTests(listener)
    const before = asked
    asked = new Set(recent.map(({ id }) => id))
    for (const one of recent) if (!before.has(one.id)) options.onSelfTest(one)
  }

  return {
    ageMs: () => performance.now() - asOf,
    epochsFor: (point) => Object.fromEntries([...state.epochs].filter(([tenant]) => servesTenant(point, tenant))),
    async pointOf(thumbprint) {
      const known = state.points.get(thumbprint)
      if (known) return known
      await refresh()
      return state.points.get(thumbprint) ?? null
    },
    isEnrolled: (point) => state.points.get(point.thumbprint)?.id === point.id,
    snapshotFor: (point) => readSnapshot(listener, point),
    refresh,
    async close() {
      clearInterval(timer)
      await listener.close()
    },
  }
}
