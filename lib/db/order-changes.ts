import { hotPool } from './client'
import type { Tx } from './transaction'

/** What became of an order (a receipt, a hook's answer, its lifting) is told here by the order's id: look, and not what. */
export const ORDER_CHANNEL = 'lanyard_order'
/** Points answer within a moment of each other: one notification speaks for those of this long. */
const GATHER_MS = 20

/** Of a change in this transaction: delivered at its commit, or never. */
export const announceOrder = (tx: Pick<Tx, '$executeRaw'>, orderId: string): Promise<number> => tx.$executeRaw`select pg_notify(${ORDER_CHANNEL}, ${orderId})`

const changed = new Set<string>()

/**
 * Of a change that has been committed, where many come at once. Not in their transactions: those that notify are
 * committed one after the other in the whole installation, and a halt waits for receipts. One that is lost between the
 * commit and the notification is found by the next look of who watches.
 */
export function orderChanged(orderId: string): void {
  changed.add(orderId)
  if (changed.size === 1) setTimeout(() => void tell().catch(() => undefined), GATHER_MS).unref()
}

async function tell(): Promise<void> {
  const ids = [...changed]
  changed.clear()
  await hotPool().query('select pg_notify($1, id) from unnest($2::text[]) as id', [ORDER_CHANNEL, ids])
}
