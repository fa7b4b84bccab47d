import type { Writer } from '@/lib/db/plain-transaction'
import type { Actor } from '../../actor'
import { tellReceivers } from '../../signals'
import { isDrill } from './drill-job'

/** Owes those who cannot send receipts a notice of an order. Nobody else ever saw the agents of a rehearsal. */
export async function tellOthers(tx: Pick<Writer, '$executeRaw'>, actor: Actor, orderId: string): Promise<void> {
  if (!isDrill(actor)) await tellReceivers(tx, actor, orderId)
}
