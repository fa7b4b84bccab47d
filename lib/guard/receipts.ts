import type { FeedRequest } from './feed-request'
import type { PointKey } from './point-key'

/** `committed_at` is missing where an order was learned from a snapshot. */
export type Order = { order_id: string; epoch: number; committed_at?: number | undefined }

const ATTEMPTS_MAX = 20
const RETRY_MS_MAX = 5_000
const WAITING_MAX = 1_000

/** Says, signed with the point's own key, that an order is enforced here: when, how fast, and how many calls were cut. */
export class Receipts {
  private waiting = 0

  constructor(
    private readonly options: { request: FeedRequest; key: PointKey; pointId: string; issuer: string; onLost?: (orderId: string, reason: string) => void },
  ) {}

  /** The signature is made once, right after the enforcement; only its delivery is tried again. */
  async confirm(order: Order, enforcement: { enforcedAt: number; cutCalls: number }): Promise<void> {
    // After everything that this turn has to stop: a receipt says when that was, and may itself be a moment later.
    await new Promise<void>((resolve) => setImmediate(resolve))
    const receipt = this.options.key.sign('lanyard-receipt+jwt', {
      iss: this.options.pointId,
      aud: this.options.issuer,
      order_id: order.order_id,
      epoch: order.epoch,
      enforced_at: enforcement.enforcedAt,
      // By this machine's clock, and 0 where the commit's time is not known; the authority measures on its own.
      ms: Math.max(0, Math.round((enforcement.enforcedAt - (order.committed_at ?? enforcement.enforcedAt)) * 100) / 100),
      cut_calls: enforcement.cutCalls,
    })
    if (this.waiting >= WAITING_MAX) return this.options.onLost?.(order.order_id, 'too many receipts are waiting')
    this.waiting += 1
    try {
      await this.deliver(order.order_id, receipt)
    } finally {
      this.waiting -= 1
    }
  }

  private async deliver(orderId: string, receipt: string): Promise<void> {
    let reason = ''
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      if (attempt > 0) await pause(Math.min(100 * 2 ** attempt, RETRY_MS_MAX))
      try {
        const { status } = await this.options.request({ method: 'POST', path: '/feed/receipts', body: { receipt }, timeoutMs: 3_000 })
        if (status >= 200 && status < 300) return
        reason = `the authority answered ${status}`
        if (status >= 400 && status < 500 && status !== 429 && status !== 408) break
      } catch (error) {
        reason = error instanceof Error ? error.message : 'unknown'
      }
    }
    this.options.onLost?.(orderId, reason)
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
