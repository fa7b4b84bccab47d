import type { Point } from '@/lib/identity/containment'
import { NO_STORE } from './problem'

/** Keeps proxies and sockets from believing that nobody is there. What proves freshness is the lease, never this. */
const BEAT_MS = 2_000
const STREAMS_PER_POINT_MAX = 4
/** A reader that is this far behind is cut off; it connects again and reads a snapshot. */
const UNREAD_BYTES_MAX = 4 * 1024 * 1024

type Open = { point: Point; controller: ReadableStreamDefaultController<Uint8Array> }

const text = new TextEncoder()

/** The server-sent streams (WHATWG HTML §9.2) that are open in this process. */
export class EventStreams {
  private readonly open = new Set<Open>()
  private readonly timer = setInterval(() => this.send(': beat\n\n', () => true), BEAT_MS)

  get size(): number {
    return this.open.size
  }

  response(point: Point): Response {
    let stream: Open | null = null
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          stream = { point, controller }
          this.open.add(stream)
          controller.enqueue(text.encode('retry: 250\n: open\n\n'))
        },
        cancel: () => {
          if (stream) this.open.delete(stream)
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: UNREAD_BYTES_MAX }),
    )
    const mine = [...this.open].filter((one) => one.point.id === point.id)
    for (const oldest of mine.slice(0, Math.max(0, mine.length - STREAMS_PER_POINT_MAX))) this.end(oldest)
    return new Response(body, { headers: { ...NO_STORE, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' } })
  }

  /** One event, already signed, to every stream whose point `isFor`. */
  tell(event: string, id: string, data: string, isFor: (point: Point) => boolean): void {
    this.send(`event: ${event}\nid: ${id}\ndata: ${data}\n\n`, isFor)
  }

  endWhere(isOver: (point: Point) => boolean): void {
    for (const stream of this.open) if (isOver(stream.point)) this.end(stream)
  }

  close(): void {
    clearInterval(this.timer)
    this.endWhere(() => true)
  }

  private send(message: string, isFor: (point: Point) => boolean): void {
    const bytes = text.encode(message)
    for (const stream of this.open) {
      if (!isFor(stream.point)) continue
      if ((stream.controller.desiredSize ?? 0) <= 0) this.end(stream)
      else stream.controller.enqueue(bytes)
    }
  }

  private end(stream: Open): void {
    this.open.delete(stream)
    try {
      stream.controller.close()
    } catch {
      // its reader was gone before us
    }
  }
}
