import type { Writer } from '@/lib/db/plain-transaction'
import type { Actor } from '../../actor'
import { openForOrder, opensNoIncident, playbooksForOrders, type Joined } from '../../incidents'
import type { Coverage } from '../coverage'

/** What an incident would be opened with; null for a rehearsal, which opens none. */
export type Playbooks = Awaited<ReturnType<typeof playbooksForOrders>> | null
type Ordered = { id: string; coverage: Coverage; playbooks: Playbooks; orderedBy?: { id: string; kind: string; name: string } }

export const playbooksFor = async (tx: Pick<Writer, '$queryRaw'>, actor: Actor): Promise<Playbooks> => (opensNoIncident(actor) ? null : playbooksForOrders(tx, actor.tenantId))

/** The incident that an order opens or joins, in the order's own transaction, behind the order; as its entry keeps it. Null for a rehearsal. */
export async function joinIncident(tx: Pick<Writer, '$queryRaw'>, actor: Actor, { id, coverage, playbooks, orderedBy = actor }: Ordered): Promise<Joined | null> {
  if (!playbooks) return null
  const { grain, target } = coverage.view
  return openForOrder(tx, { id, tenantId: actor.tenantId, grain, target: { ...target, key: coverage.targetKey }, by: orderedBy }, playbooks)
}
