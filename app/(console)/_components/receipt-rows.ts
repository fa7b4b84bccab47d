import type { ReceiptRow } from '@/components/identity/receipt-row'
import type { OrderView } from '@/lib/identity/containment/contract'

const STATE = { confirmed: 'confirmed', waiting: 'requested', fails_closed: 'unreachable' } as const

/**
 * The board's rows. A point that waits may still honour a token until that token dies; one without a lease refuses
 * everything since its lease ended, so it is reachable no longer than that.
 */
export function receiptRows(order: OrderView): ReceiptRow[] {
  const dies = order.covered.last_token_expires_at
  return order.points.map(({ id, name, state, lease_ended_at, receipt }) => ({
    id,
    point: name,
    state: STATE[state],
    ...(receipt ? { ms: Math.round(receipt.ms), enforcedAt: receipt.enforced_at, cutCalls: receipt.cut_calls } : {}),
    ...(state === 'waiting' && dies ? { reachableUntil: dies } : {}),
    ...(state === 'fails_closed' && lease_ended_at ? { reachableUntil: lease_ended_at } : {}),
  }))
}
