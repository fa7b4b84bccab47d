import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../../actor'
import { openForOrder, opensNoIncident, type Joined } from '../../incidents'
import type { Coverage } from '../coverage'

type Written = { id: string; coverage: Coverage; committedAt: Date; orderedBy?: { id: string; kind: string; name: string } }

/** The incident that an order opens or joins, in the order's own transaction; as its entry keeps it. Null for a rehearsal. */
export async function joinIncident(tx: Pick<Tx, '$queryRaw' | '$executeRaw'>, actor: Actor, { id, coverage, committedAt, orderedBy = actor }: Written): Promise<Joined | null> {
  if (opensNoIncident(actor)) return null
  const { grain, target } = coverage.view
  return openForOrder(tx, { id, tenantId: actor.tenantId, grain, target: { ...target, key: coverage.targetKey }, by: orderedBy, committedAt })
}
