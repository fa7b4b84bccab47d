import { createHash } from 'node:crypto'
import type { OrderWatch } from '@/lib/identity/containment'
import type { OrderView } from '@/lib/identity/containment/contract'
import type { Actor } from '@/lib/identity/actor'
import { STREAMS } from './contract/streams'
import { HEADERS, refusalProblem } from './problem'

/** How soon a browser asks again whose stream broke. */
const RETRY_MS = 2_000
/** A reader that is this far behind is cut off; it asks again and has the board as it then is. */
const UNREAD_BYTES_MAX = 512 * 1024

/**
 * The board of an order as server-sent events (WHATWG HTML §9.2). `order` is the whole of it as it now is, so that
 * whoever missed one has missed nothing; its id is a digest of it, and one that the reader says it has (`Last-Event-ID`)
 * is not sent again. `beat` says that the watch was kept up to now. `end` is the last: `final`, nothing of it changes
 * any more; `session`, whoever reads may not any longer. A stream that ends without one is asked for again.
 */
export async function orderStream(watch: OrderWatch, actor: Actor, input: { orderId: string }, lastId: string | null): Promise<Response> {
  const encoder = new TextEncoder()
  let sent = lastId
  let stop = (): void => undefined
  let open: ReadableStreamDefaultController<Uint8Array> | null = null
  /** What is told before the stream is there to tell it to. */
  let waiting: string[] = [`retry: ${RETRY_MS}\n\n`]

  const send = (message: string): void => {
    if (!open) return void waiting.push(message)
    if ((open.desiredSize ?? 0) <= 0) return over()
    open.enqueue(encoder.encode(message))
  }
  const over = (): void => {
    stop()
    const last = open
    open = null
    waiting = []
    try {
      last?.close()
    } catch {
      // its reader was gone before us
    }
  }
  const show = (order: OrderView): void => {
    const data = JSON.stringify(STREAMS.containment.watch.output.parse(order))
    const id = createHash('sha256').update(data).digest('base64url').slice(0, 22)
    if (id !== sent) send(`event: order\nid: ${id}\ndata: ${data}\n\n`)
    sent = id
  }
  const beat = (): void => send('event: beat\ndata:\n\n')

  let ended = false
  const watching = await watch.watch(actor, input, {
    changed: show,
    beat,
    ended: (because) => {
      ended = true
      if (because !== 'closed') send(`event: end\ndata: ${because}\n\n`)
      if (open) over()
    },
  })
  if (!watching.ok) return refusalProblem(watching.refusal)
  stop = watching.value.stop
  show(watching.value.order)
  beat()
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        for (const message of waiting.splice(0)) controller.enqueue(encoder.encode(message))
        if (ended) controller.close()
        else open = controller
      },
      cancel: () => {
        open = null
        stop()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: UNREAD_BYTES_MAX }),
  )
  // `no-transform`: what is compressed on the way is held back until there is enough of it.
  return new Response(body, { headers: { ...HEADERS, 'cache-control': 'no-store, no-transform', 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' } })
}
