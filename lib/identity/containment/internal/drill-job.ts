import { asRows } from '@/lib/db/rows'
import type { Writer } from '@/lib/db/plain-transaction'
import type { Actor } from '../../actor'
import type { HaltInput } from '../contract'
import type { Coverage } from '../coverage'

/** The job that drills; agents that it registered are a drill's, and nobody else's. */
export const DRILL_JOB = 'containment.drill'
export const isDrill = (actor: Actor): boolean => actor.kind === 'job' && actor.id === DRILL_JOB

/** A drill suspends agents of its own: never anything wider, and never with somebody else's agent below them. */
export async function onlyOfDrill(tx: Pick<Writer, '$queryRaw'>, { tenantId }: Actor, { grain, mode }: HaltInput, { agentIds, view }: Coverage): Promise<boolean> {
  if (grain !== 'sub_tree' || mode !== 'suspend' || agentIds.length === 0 || view.affected.length > 0) return false
  const others = asRows<unknown>(
    await tx.$queryRaw`select 1 from agent where tenant_id = ${tenantId}::uuid and id = any(${[...agentIds]}::uuid[]) and registered_by <> ${DRILL_JOB}`,
  )
  return others.length === 0
}
