import type { Tx } from '@/lib/db/transaction'
import type { AgentId, TenantId } from '@/lib/kernel/ids'
import { trustedId } from '@/lib/kernel/ids'

/** What containment makes of agents' statuses; an agent that is not in the map is not contained. */
export async function statusOf(
  tx: Pick<Tx, 'containmentCover'>,
  tenantId: TenantId,
  agentIds: readonly AgentId[],
): Promise<Map<AgentId, 'suspended'>> {
  const covers = await tx.containmentCover.findMany({
    where: { tenantId, kind: 'agent', subjectId: { in: [...agentIds] }, liftedEpoch: null },
    select: { subjectId: true },
    distinct: ['subjectId'],
  })
  return new Map(covers.map(({ subjectId }) => [trustedId<'agent'>(subjectId), 'suspended']))
}
