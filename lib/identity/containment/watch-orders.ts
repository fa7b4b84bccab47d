import { databaseUrl } from '@/lib/db/client'
import { listen, type Listener } from '@/lib/db/listener'
import { ORDER_CHANNEL } from '@/lib/db/order-changes'
import { refuse, type Result } from '@/lib/kernel/result'
import { actorsOfSessions } from '../access'
import { decide } from '../access/decide'
import type { Actor } from '../actor'
import type { Refusal } from '../refusals'
import type { OrderView } from './contract'
import { getOrder } from './get-order'
import { isFinal } from './order-end'

/** How often it is asked, once for all who watch, whether their sessions still are; and they hear that the watch is kept. */
const BEAT_MS = 2_000
/** A point that waits may lose its lease, of which nobody is notified. */
const LOOK_AGAIN_MS = 3_000
/** What was notified and not heard is found by then. */
const LOOK_SLOWLY_MS = 30_000
/** Receipts come close together: one reading shows those of this long. */
const GATHER_MS = 40
/** Pages that one session has open on orders; a browser gives one origin six connections, and needs some for the rest. */
const OF_SESSION_MAX = 4
const IN_ALL_MAX = 1_000
const FULL_SECONDS = 30

export type Watcher = Readonly<{
  changed: (order: OrderView) => void
  /** The watch was kept up to now: what changed was told. */
  beat: () => void
  /** `final`: nothing of it changes any more. `session`: whoever watched may not any longer. `closed`: ask again. */
  ended: (because: 'final' | 'session' | 'closed') => void
}>
type Refused = Refusal | { code: 'too_many_requests'; retryAfterSeconds: number }
type Watch = { orderId: string; actor: Actor; watcher: Watcher }
type Board = { watches: Set<Watch>; timer: NodeJS.Timeout | undefined; looking: boolean; again: boolean }

export type OrderWatch = Readonly<{
  /** The order as it is now, to whoever may read it; `watcher` is told of what changes after that, until the function that comes with it is called. */
  watch(actor: Actor, input: { orderId: string }, watcher: Watcher): Promise<Result<{ order: OrderView; stop: () => void }, Refused>>
  close(): Promise<void>
}>

/**
 * Watches orders for people who look at their boards. Driven by notifications, over one connection that is there while
 * somebody watches: an order is read once for all who watch it, and no watcher adds a query of its own. Before anything
 * is told it is asked whether the sessions still are and may read it.
 */
export function orderWatch(onProblem: (error: unknown) => void): OrderWatch {
  const boards = new Map<string, Board>()
  const all = new Set<Watch>()
  let [listener, connected]: [Listener | null, boolean] = [null, false]
  let beats: NodeJS.Timeout | undefined

  const lookAt = (orderId: string): void => void look(orderId).catch(onProblem)

  function begin(): void {
    listener ??= listen({
      url: databaseUrl(),
      channel: ORDER_CHANNEL,
      onNotification: lookAt,
      onConnected: () => {
        connected = true
        for (const orderId of boards.keys()) lookAt(orderId)
      },
      onLost: (error) => {
        connected = false
        onProblem(error)
      },
    })
    beats ??= setInterval(() => void beat().catch(onProblem), BEAT_MS)
  }

  async function rest(): Promise<void> {
    clearInterval(beats)
    const last = listener
    ;[listener, connected, beats] = [null, false, undefined]
    await last?.close()
  }

  function leave(watch: Watch): void {
    if (!all.delete(watch)) return
    const board = boards.get(watch.orderId)
    board?.watches.delete(watch)
    if (board?.watches.size === 0) {
      clearTimeout(board.timer)
      boards.delete(watch.orderId)
    }
    if (all.size === 0) void rest().catch(onProblem)
  }

  function end(watch: Watch, because: Parameters<Watcher['ended']>[0]): void {
    if (!all.has(watch)) return
    leave(watch)
    watch.watcher.ended(because)
  }

  /** One query, however many they are. */
  async function endOver(watches: readonly Watch[]): Promise<void> {
    const now = await actorsOfSessions(watches.flatMap(({ actor }) => (actor.kind === 'person' ? [actor.session] : [])))
    for (const watch of watches) {
      const actor = watch.actor.kind === 'person' ? now.get(watch.actor.session) : watch.actor
      if (!actor || decide(actor, getOrder.permission, { tenantId: watch.actor.tenantId })) end(watch, 'session')
      else watch.actor = actor
    }
  }

  async function beat(): Promise<void> {
    await endOver([...all])
    // Without the connection nobody knows whether something was missed, and nobody is told that all is well.
    if (connected) for (const { watcher } of all) watcher.beat()
  }

  /** One reading at a time of an order; what is notified meanwhile is read after it. */
  async function look(orderId: string): Promise<void> {
    const board = boards.get(orderId)
    if (!board) return
    if (board.looking) return void (board.again = true)
    clearTimeout(board.timer)
    ;[board.looking, board.again] = [true, false]
    let wait = LOOK_AGAIN_MS
    try {
      await endOver([...board.watches])
      const [first] = board.watches
      if (!first) return
      const found = await getOrder(first.actor, { orderId })
      if (!found.ok) return [...board.watches].forEach((watch) => end(watch, 'closed'))
      for (const watch of [...board.watches]) watch.watcher.changed(found.value)
      if (isFinal(found.value)) return [...board.watches].forEach((watch) => end(watch, 'final'))
      wait = afterWhich(found.value)
    } finally {
      board.looking = false
      if (boards.get(orderId) === board) board.timer = setTimeout(() => lookAt(orderId), board.again ? GATHER_MS : wait)
    }
  }

  return {
    async watch(actor, { orderId }, watcher) {
      const ofSession = [...all].filter((one) => sessionOf(one.actor) === sessionOf(actor)).length
      if (ofSession >= OF_SESSION_MAX || all.size >= IN_ALL_MAX) return refuse({ code: 'too_many_requests', retryAfterSeconds: FULL_SECONDS })
      const watch: Watch = { orderId, actor, watcher }
      all.add(watch)
      begin()
      try {
        const found = await getOrder(actor, { orderId })
        if (!found.ok) leave(watch)
        if (!found.ok) return found
        const board = boards.get(orderId) ?? { watches: new Set(), timer: undefined, looking: false, again: false }
        boards.set(orderId, board)
        board.watches.add(watch)
        // What changed between that reading and now was told to nobody here: looked at soon, for all.
        if (!board.looking) clearTimeout(board.timer)
        if (!board.looking) board.timer = setTimeout(() => lookAt(orderId), GATHER_MS)
        else board.again = true
        return { ok: true, value: { order: found.value, stop: () => leave(watch) } }
      } catch (thrown) {
        leave(watch)
        throw thrown
      }
    },
    async close() {
      for (const watch of [...all]) end(watch, 'closed')
      await rest()
    },
  }
}

const sessionOf = (actor: Actor): string => (actor.kind === 'person' ? actor.session : actor.id)

const afterWhich = (order: OrderView): number => (order.points.some(({ state }) => state === 'waiting') ? LOOK_AGAIN_MS : LOOK_SLOWLY_MS)
