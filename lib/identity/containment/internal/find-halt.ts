import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'
import { GRAINS } from '../contract'

/** A halt of this tenant. The withdrawal of a mandate is an order to enforcement points too, but is no halt: nobody lifts it. */
export const findHalt = (tx: Pick<Tx, 'containmentOrder'>, actor: Actor, orderId: string) =>
  tx.containmentOrder.findFirst({ where: { id: orderId, tenantId: actor.tenantId, grain: { in: [...GRAINS] } } })
