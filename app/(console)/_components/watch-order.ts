import type { OrderView } from '@/lib/identity/containment/contract'

/** The authority says every two seconds that it watches; who hears nothing for this long has lost it. */
const SILENCE_MS = 12_000
/** How soon a stream that was refused is asked for again: there may be room by then. */
const AGAIN_MS = 30_000

export type Contact = 'opening' | 'stream' | 'poll'
type Told = Readonly<{
  onOrder: (order: OrderView) => void
  /** The watch was kept up to now. */
  onBeat: () => void
  /** `poll`: there is no stream at the moment, and whoever shows the order has to ask by itself. */
  onContact: (contact: Contact) => void
}>

/**
 * An order's events, while the page is looked at: a browser has few connections for one origin, and a page that nobody
 * sees takes none of them.
 *
 * @returns ends it
 */
export function watchOrder(orderId: string, { onOrder, onBeat, onContact }: Told): () => void {
  let source: EventSource | null = null
  let silence: ReturnType<typeof setTimeout> | undefined
  let again: ReturnType<typeof setTimeout> | undefined

  function close(): void {
    clearTimeout(silence)
    clearTimeout(again)
    source?.close()
    source = null
  }
  function open(): void {
    close()
    if (document.hidden) return
    const fresh = new EventSource(`/api/live/orders/${encodeURIComponent(orderId)}/events`)
    source = fresh
    const heard = (): void => {
      clearTimeout(silence)
      silence = setTimeout(() => lost(true), SILENCE_MS)
    }
    heard()
    // What arrives was parsed by the contract at our own server.
    fresh.addEventListener('order', ({ data }: MessageEvent<string>) => {
      heard()
      onOrder(JSON.parse(data) as OrderView)
      onContact('stream')
    })
    fresh.addEventListener('beat', () => {
      heard()
      onBeat()
      onContact('stream')
    })
    fresh.addEventListener('end', ({ data }: MessageEvent<string>) => {
      close()
      if (data !== 'final') onContact('poll') // which says what has become of the session
    })
    // One that broke the browser asks for again by itself; one that was refused it does not.
    fresh.addEventListener('error', () => lost(fresh.readyState === EventSource.CLOSED))
  }
  function lost(forGood: boolean): void {
    onContact('poll')
    if (!forGood) return
    close()
    again = setTimeout(open, AGAIN_MS)
  }
  const look = (): void => (document.hidden ? close() : open())

  open()
  document.addEventListener('visibilitychange', look)
  return () => {
    document.removeEventListener('visibilitychange', look)
    close()
  }
}
